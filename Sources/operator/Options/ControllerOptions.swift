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

    @Option(
        help: ArgumentHelp(
            "The Lease that the one process holds that writes; else persistence-operator-INSTANCE in the account's namespace.",
            valueName: "namespace/name"))
    var lease: String?

    @Option(help: ArgumentHelp("How long a Lease lasts that nobody renews.", valueName: "time"))
    var leaseDuration = TimeLimit.defaultLeaseDuration

    @Option(help: ArgumentHelp("How long after its last renewal a leader goes on writing.", valueName: "time"))
    var renewDeadline = TimeLimit.defaultRenewDeadline

    @Option(help: ArgumentHelp("The time between two renewals of the Lease.", valueName: "time"))
    var retryPeriod = TimeLimit.defaultRetryPeriod

    @Flag(
        inversion: .prefixedNo, help: "Write only while holding the Lease; without, this process must be the only one.")
    var leaderElection = true

    /// The settings of the process.
    func settings(origin: SpecOrigin?, export: ExportSettings?) throws -> Controller.Settings {
        let election = try ElectionRequest(
            lease: lease, leaseDuration: leaseDuration.duration, renewDeadline: renewDeadline.duration,
            retryPeriod: retryPeriod.duration)
        return try Controller.Settings(
            origin: origin, listen: listen, election: leaderElection ? election : nil, export: export)
    }
}
