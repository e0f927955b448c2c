import ArgumentParser
import PersistenceOperator

struct ReconcileCommand: AsyncParsableCommand, InterruptibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Brings the cluster to what the spec says, gated on the bus.",
        discussion: """
            Exit codes: 0 done, 2 writers held that need a person (the rest is applied), 75 writers held for what may pass, \
            3 a rollout failed (--wait), 65 invalid spec, 69 no API server, 77 not permitted, 130 interrupted.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var rendering: RenderOptions
    @OptionGroup var bus: BusGateOptions
    @OptionGroup var planning: PlanOptions
    @OptionGroup var logging: LoggingOptions

    @Flag(help: "Reconcile once and exit. Required: the controller is 'operator run'.")
    var once = false

    @Flag(help: "Show the plan, write nothing.")
    var dryRun = false

    @Flag(help: "Wait until the rollouts are done; deletions may wait for their replacements.")
    var wait = false

    @Option(help: ArgumentHelp("How long --wait waits: 600, 600s or 10m, at most a day.", valueName: "time"))
    var waitTimeout = TimeLimit.defaultWait

    @Option(name: [.short, .long], help: "How the result is shown.")
    var output: PlanFormat = .text

    func validate() throws {
        guard once || dryRun else {
            throw ValidationError("reconcile needs --once; the controller that keeps reconciling is 'operator run'")
        }
    }

    func run() async throws {
        logging.bootstrap()
        let loaded = try spec.load(asData: output == .json)
        let resolved = try loaded.resolved()
        Console.write(loaded.findings(colour: Console.Stream.error.allowsColour), to: .error)
        let busSettings = try bus.settings(default: .require)
        let job = ReconcileJob(
            JobSettings(
                source: loaded.source, catalogue: loaded.catalogue, rendering: try rendering.settings(),
                bus: busSettings,
                planning: planning.settings(instance: rendering.instance, bus: busSettings, waits: wait),
                format: output,
                isColoured: Console.Stream.output.allowsColour),
            waitTimeout: wait ? waitTimeout.duration : nil)
        let connection = try cluster.connect()
        let showsProgress = Console.Stream.error.isTerminal
        let result = try await connection.translatingErrors {
            dryRun
                ? try await job.plan(resolved, on: connection)
                : try await job.run(resolved, on: connection) { line in
                    if showsProgress { Console.write("\r\u{1B}[K\(line)", to: .error) }
                }
        }
        if showsProgress, wait { Console.write("\r\u{1B}[K", to: .error) }
        Console.write(result.text)
        Console.write(result.errors, to: .error)
        Console.exit(result.exitStatus)
    }
}

extension TimeLimit: ExpressibleByArgument {}
