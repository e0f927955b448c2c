import KubeClient
import WriterSpecs

/// `operator reconcile --once`: plan, execute, and wait for the rollouts where asked.
public struct ReconcileJob: Sendable {
    private let settings: JobSettings
    private let waitTimeout: Duration?

    /// Makes a job.
    /// - Parameter waitTimeout: How long to wait for rollouts; `nil`: not at all.
    public init(_ settings: JobSettings, waitTimeout: Duration?) {
        self.settings = settings
        self.waitTimeout = waitTimeout
    }

    /// Plans and writes nothing: `--dry-run`.
    public func plan(_ spec: ResolvedSpec, on connection: ClusterConnection) async throws -> JobResult {
        let plan = try await settings.reconciler(on: connection).plan(spec).plan
        return JobResult(
            text: settings.text(of: plan), exitStatus: ExitStatus.combined(plan.holds.compactMap(\.hold.exitStatus)))
    }

    /// Plans and executes.
    /// - Parameter progress: Called with a line for a terminal while rollouts are waited for.
    public func run(
        _ spec: ResolvedSpec, on connection: ClusterConnection, progress: @escaping @Sendable (String) -> Void
    ) async throws -> JobResult {
        let reconciler = settings.reconciler(on: connection)
        let planned = try await reconciler.plan(spec)
        let report = try await reconciler.execute(planned, waitTimeout: waitTimeout ?? .zero)
        var rollouts: [RolloutResult] = []
        var isInterrupted = false
        if let waitTimeout, report.ending == .complete {
            do {
                rollouts = try await reconciler.waitForRollouts(of: report, planned, timeout: waitTimeout) { results in
                    progress(Self.progressLine(results))
                }
            } catch is CancellationError {
                // What was written is reported all the same, here and below.
                isInterrupted = true
            } catch let error as KubeError {
                let lost = ClusterError(error)
                return JobResult(
                    text: text(of: report, lost.exitStatus, []), exitStatus: lost.exitStatus, errors: lost.report)
            }
        }
        let status = isInterrupted ? .interrupted : exitStatus(report, rollouts)
        return JobResult(text: text(of: report, status, rollouts), exitStatus: status)
    }

    private func text(of report: ExecutionReport, _ status: ExitStatus, _ rollouts: [RolloutResult]) -> String {
        switch settings.format {
        case .text: return ReconcileText().text(report, rollouts: rollouts)
        case .json:
            let json = PlanJSON(specName: settings.source)
            return json.text(of: json.value(report, exitStatus: status, rollouts: rollouts))
        }
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
