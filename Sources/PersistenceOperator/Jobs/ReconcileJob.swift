import Documents
import WriterSpecs

/// `operator reconcile --once`: plan, execute, and wait for the rollouts where asked.
public struct ReconcileJob: Sendable {
    private let source: String
    private let catalogue: Catalogue
    private let rendering: RenderSettings
    private let bus: BusSettings
    private let planning: PlanSettings
    private let format: PlanFormat
    private let isColoured: Bool
    private let waitTimeout: Duration?

    /// Makes a job.
    /// - Parameters:
    ///   - source: The spec's name, for positions.
    ///   - waitTimeout: How long to wait for rollouts; `nil`: not at all.
    public init(
        source: String, catalogue: Catalogue, rendering: RenderSettings, bus: BusSettings, planning: PlanSettings,
        format: PlanFormat, isColoured: Bool, waitTimeout: Duration?
    ) {
        self.source = source
        self.catalogue = catalogue
        self.rendering = rendering
        self.bus = bus
        self.planning = planning
        self.format = format
        self.isColoured = isColoured
        self.waitTimeout = waitTimeout
    }

    /// Plans and writes nothing: `--dry-run`.
    public func plan(_ spec: ResolvedSpec, on connection: ClusterConnection) async throws -> JobResult {
        let plan = try await reconciler(connection).plan(spec).plan
        let text =
            switch format {
            case .text: PlanText(specName: source, isColoured: isColoured).text(plan)
            case .json: PlanJSON(specName: source).value(plan).text(pretty: true) + "\n"
            }
        return JobResult(text: text, exitStatus: ExitStatus.combined(plan.holds.compactMap(\.hold.exitStatus)))
    }

    /// Plans and executes.
    /// - Parameter progress: Called with a line for a terminal while rollouts are waited for.
    public func run(
        _ spec: ResolvedSpec, on connection: ClusterConnection, progress: @escaping @Sendable (String) -> Void
    ) async throws -> JobResult {
        let reconciler = reconciler(connection)
        let planned = try await reconciler.plan(spec)
        let report = try await reconciler.execute(planned, waitTimeout: waitTimeout ?? .zero)
        var rollouts: [RolloutResult] = []
        if let waitTimeout, report.ending == .complete {
            rollouts = try await reconciler.waitForRollouts(of: report, planned, timeout: waitTimeout) { results in
                progress(Self.progressLine(results))
            }
        }
        let status = exitStatus(report, rollouts)
        let text =
            switch format {
            case .text: ReconcileText().text(report, rollouts: rollouts)
            case .json:
                PlanJSON(specName: source).value(report, exitStatus: status, rollouts: rollouts).text(pretty: true)
                    + "\n"
            }
        return JobResult(text: text, exitStatus: status)
    }

    private func reconciler(_ connection: ClusterConnection) -> Reconciler {
        connection.reconciler(settings: planning, rendering: rendering, catalogue: catalogue, bus: bus)
    }

    private func exitStatus(_ report: ExecutionReport, _ rollouts: [RolloutResult]) -> ExitStatus {
        var statuses = [report.exitStatus]
        if rollouts.contains(where: { $0.state != .done }) { statuses.append(.rolloutFailed) }
        return ExitStatus.combined(statuses)
    }

    private static func progressLine(_ results: [RolloutResult]) -> String {
        let done = results.filter { $0.state == .done }.count
        guard let next = results.first(where: { $0.state != .done }) else {
            return "\(done)/\(results.count) rolled out"
        }
        return "\(done)/\(results.count) rolled out; \(next.writer): \(next.state.message)"
    }
}
