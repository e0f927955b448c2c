import FoundationEssentials
import HTTPServing
import KubeClient
import Logging

/// `operator run`: one process that keeps an instance as its spec says until it is told to end.
public struct Controller: Sendable {
    /// How the process runs, beside what it does for the instance.
    public struct Settings: Sendable {
        /// Where specs come from; `nil`: the resources of the account's own namespace.
        public var origin: SpecOrigin?
        /// Where metrics and probes are served; `nil`: nowhere.
        public var listen: ListenAddress?
        /// How the leader is elected; `nil`: this process is the only one that writes.
        public var election: ElectionRequest?
        /// Where metrics and logs are exported to; `nil`: nowhere.
        public var export: ExportSettings?

        /// Makes settings from the texts of a command line.
        ///
        /// - Parameter listen: An address, or `none`.
        /// - Throws: `UsageError`.
        public init(
            origin: SpecOrigin?, listen: String, election: ElectionRequest?, export: ExportSettings? = nil
        ) throws(UsageError) {
            self.export = export
            self.origin = origin
            self.election = election
            guard listen != "none" else { return }
            guard let address = ListenAddress(listen) else {
                throw UsageError("--listen '\(listen)' is no address", hint: "write :8080, 127.0.0.1:8080 or none")
            }
            self.listen = address
        }
    }

    private let settings: Settings
    private let origin: SpecOrigin
    private let instance: InstanceSettings
    private let client: KubeClient
    private let elector: LeaderElector?
    private let metrics = DaemonMetrics()
    private let host: String
    private let runID: String
    private let start = WallTime.now
    private let logger: Logger

    /// Makes a controller; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - origin: Where specs come from.
    ///   - elector: Says when this process may write; `nil`: always.
    ///   - host: The pod's or the machine's name.
    ///   - runID: Names this process in what it writes.
    init(
        settings: Settings, origin: SpecOrigin, instance: InstanceSettings, client: KubeClient, elector: LeaderElector?,
        host: String, runID: String, logger: Logger
    ) {
        self.origin = origin
        self.host = host
        self.elector = elector
        self.runID = runID
        self.settings = settings
        self.instance = instance
        self.client = client
        self.logger = logger
    }

    /// Runs until the task is cancelled; what is being written then is finished first.
    ///
    /// - Throws: `HTTPServer.Failure` where metrics and probes cannot be served.
    public func run() async throws {
        MemoryRelief.shareArenas()
        let board = instance.mode == .observe ? ObservationBoard() : nil
        let supervisor = InstanceSupervisor(
            origin: origin, template: instance, client: client, fence: elector?.fence ?? .open,
            board: board, metrics: metrics, runID: runID, logger: logger)
        let endpoints = ControllerEndpoints(
            metrics: metrics, client: client, elector: elector, outbox: settings.export?.outbox, board: board)
        let server = try settings.listen.map { address in
            try HTTPServer(listeningAt: address) { endpoints.answer($0) }
        }
        defer { server?.stop() }
        logger.notice(
            "the controller has begun",
            metadata: [
                "run": "\(runID)", "instance": "\(instance.planning.instance)", "mode": "\(instance.mode.rawValue)",
                "listen": "\(server.map { String($0.port) } ?? "-")",
            ])
        let exporter = settings.export.map { export in
            TelemetryExporter(
                export, resource: OTLPResource(instanceID: host, namespace: KubeEnvironment.process.podNamespace),
                start: start
            ) { endpoints.currentMetrics() }
        }
        let exporting = exporter.map { exporter in Task { await exporter.run() } }
        let hangup = Hangup {
            await elector?.forgetCredentials()
            await supervisor.refresh()
        }
        defer { hangup.cancel() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await supervisor.follow() }
            group.addTask {
                guard let elector else { return await supervisor.reconcile(isTakingOver: false) }
                await elector.run { await supervisor.reconcile(isTakingOver: true) }
            }
            group.addTask { await endpoints.keep { await supervisor.problems() } }
        }
        logger.notice("the controller has ended", metadata: ["run": "\(runID)"])
        exporting?.cancel()
        await exporting?.value
        await exporter?.flush()
    }
}
