import ArgumentParser
import PersistenceOperator

extension CheckReport.Format: ExpressibleByArgument {}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks whether every topic and subscription that the writers need is there and usable.",
        discussion: """
            Changes nothing and creates nothing; needs no cluster, unless the spec's Kafka secret is in it (k8s://NAME). With \
            --from status nothing is looked at: what the controller saw last is shown, as where the bus cannot be reached. Findings say what else may cost messages: too little retention, too few replicas, a subscription that expires. Exit codes: 0 \
            all ready, 2 something is not ready or a finding blocks, 75 something cannot be seen now, 65 the spec is invalid.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var bus: BusOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var logging: LoggingOptions

    @Option(name: [.short, .long], help: "How the report is shown.")
    var output: CheckReport.Format = .text

    @Option(help: "Who looks: this process (here), or the controller, whose status is read (status).")
    var from = Place.here

    @Option(help: "The instance whose status is read with --from status.")
    var instance = RenderSettings.defaultInstance

    /// Who looks at the bus.
    enum Place: String, ExpressibleByArgument, CaseIterable {
        case here
        case status
    }

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
        let readiness =
            switch from {
            case .here: try await BusReadiness.read(spec: resolved, settings: settings, connect: connect)
            case .status:
                try await cluster.connect().reportedReadiness(
                    of: resolved, instance: instance, health: settings.health)
            }
        let report = CheckReport(resolved, readiness)
        Console.write(report.text(output, colour: Console.Stream.output.allowsColour))
        Console.exit(report.exitStatus)
    }

    /// Where a Kafka secret may be; `nil`: nobody has named a cluster.
    private func connect() throws -> ClusterConnection? {
        do {
            return try cluster.connect()
        } catch let error as ClusterError where cluster.kubeconfig == nil && cluster.context == nil {
            // The report says what cannot be known without it.
            Console.write("warning: no cluster to read the Kafka secret from: \(error.message)\n", to: .error)
            return nil
        }
    }
}
