import HTTPServing
import KubeClient
import Synchronization

/// What the controller serves: `/metrics`, `/healthz` and `/readyz`; where it only looks, `/status`, `/findings` and `/diff` too.
final class ControllerEndpoints: Sendable {
    private let metrics: DaemonMetrics
    private let client: KubeClient
    private let elector: LeaderElector?
    private let outbox: LogOutbox?
    private let board: ObservationBoard?
    /// As it was last seen: the server's thread does not wait for the controller, which may be what hangs.
    private let health = Mutex<(problems: [String], seen: ContinuousClock.Instant)?>(nil)

    /// How often the controller is asked.
    private static let interval = Duration.seconds(1)
    /// After that long without an answer it is taken for stuck.
    private static let patience = Duration.seconds(30)

    /// Makes the answers.
    ///
    /// - Parameters:
    ///   - elector: `nil`: this process is the only one.
    ///   - outbox: `nil`: logs are not exported.
    ///   - board: What is shown here since it is written nowhere; `nil`: the cluster has it.
    init(
        metrics: DaemonMetrics, client: KubeClient, elector: LeaderElector?, outbox: LogOutbox?,
        board: ObservationBoard?
    ) {
        self.board = board
        self.outbox = outbox
        self.elector = elector
        self.metrics = metrics
        self.client = client
    }

    /// Asks the controllers for their health now and then, until the task is cancelled.
    func keep(_ supervisor: InstanceSupervisor) async {
        while !Task.isCancelled {
            let problems = await supervisor.problems()
            health.withLock { $0 = (problems, .now) }
            do { try await Task.sleep(for: Self.interval) } catch { return }
        }
    }

    /// The answer of a path.
    func answer(_ path: String) -> HTTPServer.Answer? {
        switch path {
        case "/metrics":
            return HTTPServer.Answer(
                contentType: "text/plain; version=0.0.4; charset=utf-8", body: PrometheusText.text(of: currentMetrics())
            )
        case "/healthz": return Self.verdict(isStuck ? ["the controller does not answer"] : [])
        case "/readyz": return Self.verdict(problems)
        default:
            return board?.content(of: path).map { text, isJSON in
                isJSON
                    ? HTTPServer.Answer(contentType: "application/json", body: text) : HTTPServer.Answer(body: text)
            }
        }
    }

    /// All metrics, with those that are only counted elsewhere brought up to date.
    func currentMetrics() -> [MetricFamily] {
        metrics.showProcess()
        metrics.show(client.statistics, purpose: "work")
        metrics.show(client.watchStatistics, purpose: "watch")
        metrics.show(client.watchedCollections)
        if let elector { metrics.show(elector.statistics, purpose: "lease") }
        if let outbox { metrics.show(outbox) }
        metrics.registry.set(DaemonMetrics.leader, to: elector?.current.isLeader ?? true ? 1 : 0)
        return metrics.registry.families
    }

    private var isStuck: Bool { health.withLock { $0.map { $0.seen.duration(to: .now) > Self.patience } ?? false } }

    private var problems: [String] {
        guard let health = health.withLock({ $0 }) else { return ["the controller has not begun yet"] }
        if isStuck { return ["the controller does not answer"] }
        return health.problems
            + (elector?.current.problem.map { ["the Lease cannot be read or written: \($0)"] } ?? [])
    }

    private static func verdict(_ problems: [String]) -> HTTPServer.Answer {
        guard !problems.isEmpty else { return HTTPServer.Answer(body: "ok\n") }
        return HTTPServer.Answer(status: 503, body: problems.map { "\($0)\n" }.joined())
    }
}
