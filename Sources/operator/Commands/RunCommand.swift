import ArgumentParser
import PersistenceOperator

struct RunCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Keeps the cluster as the spec says, until it is told to end.",
        discussion: """
            The spec's file is looked at twice a second; what cannot be read, or has errors in the document as a whole, leaves \
            the last good spec in force. A writer at fault is held alone. SIGTERM and SIGINT end it at a safe point, with 0.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var rendering: RenderOptions
    @OptionGroup var bus: BusGateOptions
    @OptionGroup var planning: PlanOptions
    @OptionGroup var logging: LoggingOptions
    @OptionGroup var controller: ControllerOptions

    func validate() throws {
        if spec.specs == ["-"] { throw ValidationError("run follows a file: standard input does not change") }
    }

    func run() async throws {
        logging.bootstrap()
        let busSettings = try bus.settings(default: .require)
        let instance = InstanceSettings(
            request: try spec.request(), rendering: try rendering.settings(), bus: busSettings,
            planning: planning.settings(instance: rendering.instance, bus: busSettings), mode: controller.mode,
            busInterval: controller.busInterval.duration)
        let job = try cluster.connect().controller(settings: controller.settings(), instance: instance)
        try await job.run()
    }
}
