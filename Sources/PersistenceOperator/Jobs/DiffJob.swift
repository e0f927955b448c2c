import FoundationEssentials
import WriterSpecs

/// `operator diff`: the plan that `reconcile` would execute.
public struct DiffJob: Sendable {
    private let settings: JobSettings
    private let exitOnHold: Bool

    /// Makes a job.
    /// - Parameter exitOnHold: Held writers have a say in the exit status.
    public init(_ settings: JobSettings, exitOnHold: Bool) {
        self.settings = settings
        self.exitOnHold = exitOnHold
    }

    /// Compares with a cluster.
    public func run(
        _ spec: ResolvedSpec, on connection: ClusterConnection, isServerDryRun: Bool
    ) async throws -> JobResult {
        let reconciler = settings.reconciler(on: connection)
        let planned = try await reconciler.plan(spec)
        guard isServerDryRun else { return result(planned.plan) }
        let report = try await reconciler.execute(planned, isServerDryRun: true)
        var checked = planned.plan
        checked.steps = report.outcomes.map { outcome in
            guard case .held(let hold) = outcome.result, outcome.step.hold == nil else { return outcome.step }
            var step = outcome.step
            step.action = .hold
            step.hold = hold
            return step
        }
        var shown = result(checked)
        if report.ending != .complete {
            shown.exitStatus = ExitStatus.combined([shown.exitStatus, report.exitStatus])
            shown.errors = "error: the server's check of the writes did not come to its end: run again\n"
        }
        return shown
    }

    /// Compares with manifests: a file, or every manifest in a folder.
    public func run(_ spec: ResolvedSpec, offline path: String) async throws -> JobResult {
        let live = OfflineState.state(
            of: try ManifestFiles.read(path), namespace: spec.namespace, instance: settings.planning.instance)
        async let readiness = BusReadiness.read(
            spec: spec, settings: settings.bus, environment: ProcessInfo.processInfo.environment)
        let planner = Planner(
            settings: settings.planning, live: live, bus: await readiness,
            renderer: Renderer(settings: settings.rendering, catalogue: settings.catalogue, apiVersions: .newest))
        return result(await planner.planConcurrently(spec))
    }

    private func result(_ plan: Plan) -> JobResult {
        return JobResult(text: settings.text(of: plan), exitStatus: plan.diffExitStatus(exitOnHold: exitOnHold))
    }
}
