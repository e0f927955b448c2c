import Documents
import FoundationEssentials
import WriterSpecs

/// `operator diff`: the plan that `reconcile` would execute.
public struct DiffJob: Sendable {
    private let source: String
    private let catalogue: Catalogue
    private let rendering: RenderSettings
    private let bus: BusSettings
    private let planning: PlanSettings
    private let format: PlanFormat
    private let isColoured: Bool
    private let exitOnHold: Bool

    /// Makes a job.
    /// - Parameter source: The spec's name, for positions.
    public init(
        source: String, catalogue: Catalogue, rendering: RenderSettings, bus: BusSettings, planning: PlanSettings,
        format: PlanFormat, isColoured: Bool, exitOnHold: Bool
    ) {
        self.source = source
        self.catalogue = catalogue
        self.rendering = rendering
        self.bus = bus
        self.planning = planning
        self.format = format
        self.isColoured = isColoured
        self.exitOnHold = exitOnHold
    }

    /// Compares with a cluster.
    public func run(
        _ spec: ResolvedSpec, on connection: ClusterConnection, isServerDryRun: Bool
    ) async throws -> JobResult {
        let reconciler = connection.reconciler(
            settings: planning, rendering: rendering, catalogue: catalogue, bus: bus)
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
        return result(checked)
    }

    /// Compares with manifests: a file, or every manifest in a folder.
    public func run(_ spec: ResolvedSpec, offline path: String) async throws -> JobResult {
        let live = OfflineState.state(
            of: try ManifestFiles.read(path), namespace: spec.namespace, instance: planning.instance)
        async let readiness = BusReadiness.read(
            spec: spec, settings: bus, environment: ProcessInfo.processInfo.environment)
        let planner = Planner(
            settings: planning, live: live, bus: await readiness,
            renderer: Renderer(settings: rendering, catalogue: catalogue, apiVersions: .newest))
        return result(planner.plan(spec))
    }

    private func result(_ plan: Plan) -> JobResult {
        let text =
            switch format {
            case .text: PlanText(specName: source, isColoured: isColoured).text(plan)
            case .json: PlanJSON(specName: source).value(plan).text(pretty: true) + "\n"
            }
        return JobResult(text: text, exitStatus: plan.diffExitStatus(exitOnHold: exitOnHold))
    }
}
