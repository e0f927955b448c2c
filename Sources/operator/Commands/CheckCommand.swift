import ArgumentParser
import PersistenceOperator

extension CheckReport.Format: ExpressibleByArgument {}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether every topic and subscription that the writers need is there and usable.",
        discussion: """
            Changes nothing and creates nothing; needs no cluster. Findings say what else may cost messages: too little \
            retention, too few replicas, a subscription that expires. Exit codes: 0 all ready, 2 something is not ready or a \
            finding blocks, 75 something cannot be seen now, 65 the spec is invalid.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var bus: BusOptions
    @OptionGroup var logging: LoggingOptions

    @Option(name: [.short, .long], help: "How the report is shown.")
    var output: CheckReport.Format = .text

    @Option(help: ArgumentHelp("Explains a code instead, or lists all; reads no spec.", valueName: "code|list"))
    var explain: String?

    func run() async throws {
        if let explain {
            Console.write(try ReasonListing(explain).text(output))
            return
        }
        logging.bootstrap()
        let settings = try bus.settings(.report)
        let loaded = try spec.load(asData: output == .json)
        let resolved = try loaded.resolved()
        Console.write(loaded.findings(colour: Console.Stream.error.allowsColour), to: .error)
        let report = CheckReport(resolved, await BusReadiness.read(spec: resolved, settings: settings))
        Console.write(report.text(output, colour: Console.Stream.output.allowsColour))
        Console.exit(report.exitStatus)
    }
}
