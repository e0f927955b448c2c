import ArgumentParser
import PersistenceOperator

struct BootstrapCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootstrap",
        abstract: "Makes the topics and subscriptions that the writers need and the bus does not have.",
        discussion: """
            Makes only what the bus says is missing, never deletes, shrinks or changes replication; a second run changes \
            nothing. Kafka topics get 12 partitions, a week of retention, and the brokers' own replication, which must be three \
            or more; subscriptions never expire. Exit codes: 0 all is there, 1 a dry run would make something, 2 something is \
            refused, 75 something cannot be seen now, 65 the spec is invalid.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var bus: BusOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var logging: LoggingOptions

    @Flag(help: "Show what would be made; only reads.")
    var dryRun = false

    @Option(help: ArgumentHelp("Replicas of new Kafka topics, instead of the brokers' default.", valueName: "number"))
    var replication: Int?

    @Option(
        help: ArgumentHelp(
            "Partitions of a Kafka topic of the spec, new or there already; never fewer than it has. Repeatable.",
            valueName: "topic=number"))
    var partitions: [String] = []

    @Option(
        help: ArgumentHelp(
            "A Kafka topic that is meant as it is written, however like another one. Repeatable.", valueName: "topic"))
    var create: [String] = []

    @Option(
        help: ArgumentHelp(
            "The dead-letter topic of new Pub/Sub subscriptions; made where it is missing.", valueName: "name"))
    var deadLetterTopic: String?

    @Option(name: [.short, .long], help: "How the report is shown.")
    var output: PlanFormat = .text

    func run() async throws {
        logging.bootstrap()
        let request = try BootstrapRequest(
            replication: replication, partitions: partitions, meant: create, deadLetterTopic: deadLetterTopic)
        let settings = try bus.settings(.report)
        let loaded = try spec.load(asData: output == .json)
        let resolved = try loaded.resolved()
        Console.write(loaded.findings(colour: Console.Stream.error.allowsColour), to: .error)
        let job = BootstrapJob(request, settings: settings, isDryRun: dryRun)
        let report = try await job.run(resolved) { try cluster.connect() }
        Console.write(report.text(output))
        Console.exit(report.exitStatus)
    }
}
