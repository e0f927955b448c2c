import ArgumentParser
import PersistenceOperator

extension InstanceSettings.Mode: ExpressibleByArgument {}

/// How the controller runs.
struct ControllerOptions: ParsableArguments {
    @Option(help: "What the controller may do: reconcile, or observe: only look, with read rights alone.")
    var mode = InstanceSettings.Mode.reconcile

    @Option(help: ArgumentHelp("The time between two looks at the bus, 1s to a day.", valueName: "time"))
    var busInterval = TimeLimit.defaultBusInterval

    @Option(
        help: ArgumentHelp(
            "Where /metrics, /healthz and /readyz are served: :8080 (all addresses), 127.0.0.1:8080; none: nowhere.",
            valueName: "address"))
    var listen = ":8080"

    /// The settings of the process.
    func settings() throws -> Controller.Settings { try Controller.Settings(listen: listen) }
}
