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
    /// As the controller was last seen, where `nil` has not said anything yet: the server's thread does not wait for it, since
    /// it may be what hangs.
    private let health = Mutex<(problems: [String]?, seen: Duration)>((nil, .zero))
    private let clock: any Clock<Duration>
    /// The clock's time since these answers were made.
    private let now: @Sendable () -> Duration

    /// How often the controller is asked.
    private static let interval = Duration.seconds(1)
    /// After that long without an answer it is taken for stuck.
    static let patience = Duration.seconds(30)

    /// Makes the answers.
    ///
    /// - Parameters:
    ///   - elector: `nil`: this process is the only one.
    ///   - outbox: `nil`: logs are not exported.
    ///   - board: What is shown here since it is written nowhere; `nil`: the cluster has it.
    ///   - clock: What tells how long the controller has said nothing; a test brings its own.
    init(
        metrics: DaemonMetrics, client: KubeClient, elector: LeaderElector?, outbox: LogOutbox?,
        board: ObservationBoard?, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.clock = clock
        now = Self.stopwatch(clock)
        self.board = board
        self.outbox = outbox
        self.elector = elector
        self.metrics = metrics
        self.client = client
    }

    private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
        let start = clock.now
        return { start.duration(to: clock.now) }
    }

    /// Asks the controllers for their health now and then, until the task is cancelled.
    ///
    /// - Parameter problems: Why they are not ready; it answers late, or never, where they hang.
    func keep(asking problems: () async -> [String]) async {
        while !Task.isCancelled {
            let problems = await problems()
            health.withLock { $0 = (problems, now()) }
            do { try await clock.sleep(for: Self.interval) } catch { return }
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
        // Who has a board may write nothing, and shows it there.
        let mode: InstanceSettings.Mode = board == nil ? .reconcile : .observe
        metrics.show(mayWrite: mode == .reconcile && elector?.current.isLeader ?? true, mode: mode)
        return metrics.registry.families
    }

    private var isStuck: Bool { now() - health.withLock(\.seen) > Self.patience }

    private var problems: [String] {
        if isStuck { return ["the controller does not answer"] }
        guard let problems = health.withLock(\.problems) else { return ["the controller has not begun yet"] }
        return problems
            + (elector?.current.problem.map { ["the Lease cannot be read or written: \($0)"] } ?? [])
    }

    private static func verdict(_ problems: [String]) -> HTTPServer.Answer {
        guard !problems.isEmpty else { return HTTPServer.Answer(body: "ok\n") }
        return HTTPServer.Answer(status: 503, body: problems.map { "\($0)\n" }.joined())
    }
}
