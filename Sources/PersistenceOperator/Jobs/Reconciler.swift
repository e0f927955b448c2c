import BusClients
import Documents
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// Plans and executes for one instance against one cluster: what `diff`, `reconcile --once` and the daemon share.
public struct Reconciler: Sendable {
    /// The API server.
    public let client: KubeClient
    /// What plans depend on.
    public var settings: PlanSettings
    /// What rendering is asked for.
    public var rendering: RenderSettings
    /// What is known of writer types.
    public let catalogue: Catalogue
    /// How the bus is looked at.
    public let bus: BusSettings
    /// The process's environment, for the bus.
    public let environment: [String: String]
    private let logger: Logger

    /// Makes a reconciler. Nothing is sent yet.
    public init(
        client: KubeClient, settings: PlanSettings, rendering: RenderSettings, catalogue: Catalogue, bus: BusSettings,
        environment: [String: String], logger: Logger
    ) {
        self.client = client
        self.settings = settings
        self.rendering = rendering
        self.catalogue = catalogue
        self.bus = bus
        self.environment = environment
        self.logger = logger
    }

    /// A plan with what is needed to execute it.
    public struct Planned: Sendable {
        /// The plan.
        public var plan: Plan
        let planner: Planner
        let spec: ResolvedSpec
        let kinds: ManagedKinds
    }

    /// Reads the cluster and the bus at the same time, and plans. Only gets and lists.
    ///
    /// - Throws: `KubeError`.
    public func plan(_ spec: ResolvedSpec) async throws -> Planned {
        let kinds = ManagedKinds(discovery: try await client.discover())
        async let readiness = BusReadiness.read(
            spec: spec, settings: bus, environment: environment, client: client)
        let reader = ClusterReader(client: client, kinds: kinds, settings: settings)
        let live = try await reader.read(for: spec, catalogue: catalogue)
        return await self.plan(spec, live: live, bus: await readiness, kinds: kinds)
    }

    /// Plans from what was read of the cluster and the bus before. Asks nobody.
    ///
    /// - Parameter names: Only these writers, see `Planner`; `nil`: the whole spec.
    public func plan(
        _ spec: ResolvedSpec, only names: Set<String>? = nil, live: LiveState, bus: BusReadiness, kinds: ManagedKinds
    ) async -> Planned {
        await planned(spec, only: names, planner(live, bus, kinds), kinds)
    }

    private func planner(_ live: LiveState, _ bus: BusReadiness, _ kinds: ManagedKinds) -> Planner {
        var settings = settings
        settings.now = Date()
        var rendering = rendering
        rendering.rollTriggers = RollTriggers(
            settings.rollTriggers.reduce(into: [:]) { $0[$1] = live.configurations[$1] ?? .absent })
        return Planner(
            settings: settings, live: live, bus: bus,
            renderer: Renderer(settings: rendering, catalogue: catalogue, apiVersions: kinds.apiVersions))
    }

    private func planned(
        _ spec: ResolvedSpec, only names: Set<String>?, _ planner: Planner, _ kinds: ManagedKinds
    ) async -> Planned {
        let plan = await planner.planConcurrently(spec, only: names)
        logger.info(
            "planned",
            metadata: [
                "instance": "\(settings.instance)", "namespace": "\(spec.namespace)",
                "bus-check": "\(settings.busCheck.rawValue)", "summary": "\(PlanSummary(plan.steps).text)",
            ])
        return Planned(plan: plan, planner: planner, spec: spec, kinds: kinds)
    }

    /// Checks the permissions, then executes; a plan without writes makes no request.
    ///
    /// - Parameters:
    ///   - isServerDryRun: The server checks every write as usual, and stores nothing.
    ///   - waitTimeout: How long a deletion may wait for its replacement.
    /// - Throws: `NotPermitted`, or `KubeError` where permissions cannot be asked for.
    public func execute(
        _ planned: Planned, isServerDryRun: Bool = false, waitTimeout: Duration = .seconds(600)
    ) async throws -> ExecutionReport {
        var plan = planned.plan
        if plan.hasChanges {
            let check = PermissionCheck(client: client, kinds: planned.kinds)
            plan = try plan.holding(try await check.missing(of: check.needed(for: plan)))
        }
        let cluster = KubeCluster(
            client: client, kinds: planned.kinds, fieldManager: settings.fieldManager, isDryRun: isServerDryRun)
        var permitted = planned
        permitted.plan = plan
        return await execute(permitted, on: cluster, waitTimeout: waitTimeout)
    }

    /// Executes through a cluster of the caller's own: one that asks before each write whether it may still be made.
    ///
    /// - Parameter audit: What has a line for each write, and at which level; `nil`: the reconciler's own logger.
    func execute(
        _ planned: Planned, on cluster: some ClusterWriting, waitTimeout: Duration,
        audit: (logger: Logger, level: Logger.Level)? = nil
    ) async -> ExecutionReport {
        let waiter = RolloutWaiter(source: rolloutSource(planned.spec), clock: ContinuousClock())
        let executor = Executor(
            cluster: cluster, replan: { step, seen in planned.planner.replan(step, seen: seen, spec: planned.spec) },
            awaitAvailable: { await waiter.waitUntilAvailable(Set($0), timeout: waitTimeout) },
            logger: audit?.logger ?? logger, auditLevel: audit?.level ?? .info)
        return await executor.execute(planned.plan)
    }

    /// Waits for the rollouts of all writers that are not held.
    ///
    /// - Throws: `KubeError`, `CancellationError`.
    public func waitForRollouts(
        of report: ExecutionReport, _ planned: Planned, timeout: Duration,
        progress: @escaping @Sendable ([RolloutResult]) -> Void
    ) async throws -> [RolloutResult] {
        let held = Set(report.holds.compactMap(\.step.writer))
        let writers = Set(planned.spec.writers.map(\.name)).subtracting(held)
        guard !writers.isEmpty else { return [] }
        let waiter = RolloutWaiter(source: rolloutSource(planned.spec), clock: ContinuousClock())
        let written = report.outcomes.filter { $0.result == .applied && $0.step.object.kind == "Deployment" }
        return try await waiter.wait(
            for: writers, written: Set(written.compactMap(\.step.writer)), timeout: timeout, progress: progress)
    }

    private func rolloutSource(_ spec: ResolvedSpec) -> KubeRolloutSource {
        KubeRolloutSource(client: client, namespace: spec.namespace, instance: settings.instance)
    }
}
