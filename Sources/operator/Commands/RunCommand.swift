import ArgumentParser
import PersistenceOperator

struct RunCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Keeps the cluster as the spec says, until it is told to end.",
        discussion: """
            Specs come from a file, a ConfigMap, or BackgroundPersistence resources. What cannot be read, or has errors in \
            the document as a whole, leaves the last good spec in force. A writer at fault is held alone. SIGTERM and SIGINT end it at a safe point, with 0; SIGHUP makes it read \
            credentials and sources and list everything again.
            """)

    @OptionGroup var source: OriginOptions
    @OptionGroup var reading: SpecReadingOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var rendering: RenderOptions
    @OptionGroup var bus: BusGateOptions
    @OptionGroup var planning: PlanOptions
    @OptionGroup var logging: LoggingOptions
    @OptionGroup var controller: ControllerOptions
    @OptionGroup var export: ExportOptions

    func run() async throws {
        let export = try export.settings()
        logging.bootstrap(to: .standardError, exportingTo: export?.outbox)
        var busSettings = try bus.settings(default: .require)
        busSettings.policy = source.policy
        var instance = InstanceSettings(
            request: try reading.request(path: "", keepsGoing: true), rendering: try rendering.settings(),
            bus: busSettings, planning: planning.settings(instance: rendering.instance, bus: busSettings),
            mode: controller.mode, busInterval: controller.busInterval.duration)
        instance.allowsOtherNamespaces = source.allowOtherNamespaces
        let settings = try controller.settings(origin: try source.origin(), export: export)
        let connection = try cluster.connect()
        try await connection.controller(settings: settings, instance: instance).run()
    }
}
