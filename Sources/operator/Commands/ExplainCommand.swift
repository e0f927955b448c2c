import ArgumentParser
import PersistenceOperator

extension ExplainJob.Format: ExpressibleByArgument {}

struct ExplainCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Shows why a writer is as it is: spec, objects, pods and bus on one screen; only reads.",
        discussion: """
            The spec is read from where the instance's controller has it: its BackgroundPersistence or ConfigMap. Of an \
            instance without one, name the spec with -f. How the bus is comes from the controller's status, unless \
            --bus-check asks for a look from here.
            """)

    @Argument(help: "The writer's name.")
    var writer: String

    @Option(
        name: [.customShort("f"), .customLong("spec")],
        help: ArgumentHelp("The spec; else the instance's own source in the cluster.", valueName: "file"))
    var spec: String?

    @OptionGroup var reading: SpecReadingOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var rendering: RenderOptions
    @OptionGroup var bus: BusGateOptions
    @OptionGroup var rolling: RollOptions
    @OptionGroup var logging: LoggingOptions

    @Option(name: [.short, .long], help: "text: one screen for people; json: data.")
    var output: ExplainJob.Format = .text

    func run() async throws {
        logging.bootstrap()
        let busSettings = try bus.settings(default: .require)
        var settings = InstanceSettings(
            request: try reading.request(path: spec ?? "", keepsGoing: true), rendering: try rendering.settings(),
            bus: busSettings,
            planning: PlanSettings(instance: rendering.instance, busCheck: busSettings.check))
        settings.planning.rollTriggers = rolling.triggers
        let connection = try cluster.connect()
        let text = try await connection.translatingErrors {
            try await ExplainJob(writer: writer, settings: settings, asksBus: bus.busCheck != nil)
                .run(on: connection, format: output)
        }
        Console.write(text)
    }
}
