import BusClients
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// Keeps one instance as its spec says: follows the source, watches what it owns, looks at the bus, and makes a pass whenever
/// one of them changes. Between changes it asks nobody.
actor InstanceController {
    let settings: InstanceSettings
    let source: any SpecSource
    let registry: CacheRegistry
    let busWatch: BusWatch
    var reconciler: Reconciler
    let fence: WriteFence
    /// Shows what is found; `nil`: it is written to the cluster.
    let board: ObservationBoard?
    let runID: String
    let metrics: DaemonMetrics
    let logger: Logger
    let clock = ContinuousClock()
    /// Rung for the next pass.
    let bell = Doorbell()
    /// Rung for what is to be told.
    let tellBell = Doorbell()
    /// Rung for caches that are asked for.
    let cacheBell = Doorbell()
    /// Rung when a look at the bus has ended.
    let busBell = Doorbell()

    var schedule = ReconcileSchedule<ContinuousClock.Instant>()
    var keeper = SpecKeeper()
    /// `metadata.generation` of the custom resource as it was last read.
    var generation: Int64?
    /// What the source's pause annotation says.
    var pause: Pause?
    var contests = ContestWatch<ContinuousClock.Instant>()
    var shared: NamespaceCaches?
    /// Counts what made the caches stale: another namespace or spec, taking over, others than these being kept.
    var cacheDemand = 1
    /// The demand that the present ones were asked for by.
    var cacheSupply = 0
    /// The last look at the bus.
    var bus: BusWatch.Look?
    /// The first look for a spec, while it is under way.
    var looking: BusLook?
    /// Writers whose Deployments changed since the last pass, where that may be all that matters.
    var changedWriters: Set<String> = []
    /// Whether something else changed.
    var mayConcernAnyone = true
    /// Whether a Deployment became available, or is no longer, and nobody looked yet for whom that matters.
    var hasNewAvailability = false
    /// The last pass, for status and metrics.
    var lastPass: PassReport?
    /// The revision of the spec that a pass was last tried over.
    var triedRevision: String?
    /// The last writes, by writer.
    var changes: [String: WriterChange] = [:]
    /// When the pass that is under way began.
    var passBegan: ContinuousClock.Instant?
    var patience = RolloutPatience<ContinuousClock.Instant>()
    /// What keeps the pods of writers from becoming available, as far as somebody looked.
    var troubles: [String: PodTrouble] = [:]
    var digest = EventDigest()
    /// What is to be told in Events.
    var untold: [InstanceEvent] = []
    var eventWriter: EventWriter
    var statusWriter: StatusWriter
    var statusSchedule = StatusSchedule<ContinuousClock.Instant>()
    /// When memory is to be given back; `nil`: it has been.
    var reliefDue: ContinuousClock.Instant?

    /// Makes a controller; nothing is read yet.
    ///
    /// - Parameters:
    ///   - source: Where the spec comes from.
    ///   - registry: Where the caches of namespaces are.
    ///   - busWatch: Looks at the bus for all instances.
    ///   - client: For reads, writes and watches.
    ///   - fence: Whether this process may write.
    ///   - board: Shows what is found; `nil`: it is written to the cluster.
    ///   - runID: Names this process in what it writes.
    init(
        settings: InstanceSettings, source: any SpecSource, registry: CacheRegistry, busWatch: BusWatch,
        client: KubeClient, fence: WriteFence, board: ObservationBoard?,
        metrics: DaemonMetrics, runID: String, logger: Logger
    ) {
        self.settings = settings
        self.source = source
        self.registry = registry
        self.busWatch = busWatch
        self.fence = fence
        self.board = board
        self.runID = runID
        self.metrics = metrics
        var logger = logger
        logger[metadataKey: "instance"] = "\(settings.name)"
        self.logger = logger
        eventWriter = EventWriter(
            client: client, fence: fence, settings: settings, runID: runID, metrics: metrics, logger: logger)
        statusWriter = StatusWriter(
            client: client, fence: fence, settings: settings, runID: runID, logger: logger)
        reconciler = Reconciler(
            client: client, settings: settings.planning, rendering: settings.rendering,
            catalogue: settings.request.catalogue, bus: settings.bus,
            environment: ProcessInfo.processInfo.environment, logger: logger)
    }

    // MARK: Passes

    /// Makes passes until the task is cancelled: only while this process may write, or only looks.
    ///
    /// - Parameter isTakingOver: Another process may have written until a moment ago: everything is listed anew.
    func reconcile(isTakingOver: Bool) async {
        if isTakingOver {
            mayConcernAnyone = true
            triedRevision = nil
            statusWriter.forget()
            demandCaches()
        }
        if keeper.accepted != nil { trigger(.start) }
        // Who is told, and how slowly that goes, delays no pass.
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.makePasses() }
            group.addTask { await self.keepTelling() }
        }
        await rest()
    }

    /// Another process keeps the instance from now on: what only a pass brings up to date is told no more.
    private func rest() async {
        looking?.task.cancel()
        looking = nil
        bus = nil
        await busWatch.forget(settings.name)
        metrics.forgetWork(instance: settings.name)
    }

    private func makePasses() async {
        while !Task.isCancelled {
            switch schedule.next(now: clock.now) {
            case .wait(let deadline): await bell.wait(until: deadline, clock: clock)
            case .reconcile(let causes):
                let start = clock.now
                passBegan = start
                let ending = await pass(causes)
                passBegan = nil
                judgeAvailability()
                reliefDue = clock.now.advanced(by: Self.restBeforeRelief)
                schedule.finish(ending, now: clock.now, jitter: .random(in: 0...1))
                metrics.countPass(
                    instance: settings.name, ending: ending.rawValue, took: start.duration(to: clock.now))
                changeStatus()
            }
            metrics.registry.set(
                DaemonMetrics.queueDepth, [("instance", settings.name)], to: Double(schedule.depth))
        }
    }
}
