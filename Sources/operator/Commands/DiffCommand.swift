import ArgumentParser
import PersistenceOperator

struct DiffCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Shows exactly what reconcile would do; only reads.",
        discussion: """
            Exit codes: 0 no change, 1 changes, 65 invalid spec, 69 no API server, 77 not permitted; with --exit-on-hold \
            also 2 and 75 for held writers.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var rendering: RenderOptions
    @OptionGroup var bus: BusGateOptions
    @OptionGroup var planning: PlanOptions
    @OptionGroup var logging: LoggingOptions

    @Option(name: [.short, .long], help: "How the plan is shown.")
    var output: PlanFormat = .text

    @Option(
        help: ArgumentHelp("Compare with the manifests in a file or folder instead of a cluster.", valueName: "path"))
    var offline: String?

    @Flag(help: "Let the server check every write; it stores nothing. Needs the permissions of reconcile.")
    var serverDryRun = false

    @Flag(help: "Exit with 2 or 75 where writers are held.")
    var exitOnHold = false

    func validate() throws {
        if offline != nil, serverDryRun {
            throw ValidationError("--offline has no server for --server-dry-run")
        }
        if offline != nil, !planning.rolling.triggers.isEmpty {
            throw ValidationError("--offline has no server to read the configuration of --roll-on-change from")
        }
    }

    func run() async throws {
        logging.bootstrap()
        let loaded = try spec.load(asData: output == .json)
        let resolved = try loaded.resolved()
        Console.write(loaded.findings(colour: Console.Stream.error.allowsColour), to: .error)
        // The bus gates nothing that is only shown, unless somebody asks what it would gate.
        let busSettings = try bus.settings(default: .report)
        let job = DiffJob(
            JobSettings(
                source: loaded.source, catalogue: loaded.catalogue, rendering: try rendering.settings(),
                bus: busSettings,
                planning: planning.settings(
                    instance: rendering.instance, bus: busSettings, isOffline: offline != nil),
                format: output, isColoured: Console.Stream.output.allowsColour),
            exitOnHold: exitOnHold)
        let result: JobResult
        if let offline {
            result = try await job.run(resolved, offline: offline)
        } else {
            let connection = try cluster.connect()
            result = try await connection.translatingErrors {
                try await job.run(resolved, on: connection, isServerDryRun: serverDryRun)
            }
        }
        Console.write(result.text)
        Console.write(result.errors, to: .error)
        Console.exit(result.exitStatus)
    }
}

extension PlanFormat: ExpressibleByArgument {}
