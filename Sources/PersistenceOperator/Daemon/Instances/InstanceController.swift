import BusClients
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// Keeps one instance as its spec says: follows the source, watches what it owns, looks at the bus, and makes a pass whenever
/// one of them changes. Between changes it asks nobody.
actor InstanceController {
    private let settings: InstanceSettings
    private let source: any SpecSource
    private let registry: CacheRegistry
    private var reconciler: Reconciler
    private let fence: WriteFence
    private let metrics: DaemonMetrics
    private let logger: Logger
    private let clock = ContinuousClock()
    private let bell = Doorbell()
    private let cacheBell = Doorbell()

    private var schedule = ReconcileSchedule<ContinuousClock.Instant>()
    private var keeper = SpecKeeper()
    /// `metadata.generation` of the custom resource as it was last read.
    private var generation: Int64?
    /// What the source's pause annotation says.
    private var pause: Pause?
    private var contests = ContestWatch<ContinuousClock.Instant>()
    private var shared: NamespaceCaches?
    /// Whether they are to be asked for anew: for another namespace, after a change of the spec, after taking over.
    private var areCachesStale = true
    /// The last look at the bus, and the spec revision it was for.
    private var bus: (readiness: BusReadiness, revision: String)?
    /// Writers whose Deployments changed since the last pass, where that may be all that matters.
    private var changedWriters: Set<String> = []
    /// Whether something else changed.
    private var mayConcernAnyone = true
    /// The last pass, for status and metrics.
    private var lastPass: PassReport?
    /// When the pass that is under way began.
    private var passBegan: ContinuousClock.Instant?
    private var patience = RolloutPatience<ContinuousClock.Instant>()
    /// What keeps the pods of writers from becoming available, as far as somebody looked.
    private var troubles: [String: PodTrouble] = [:]
    private var digest = EventDigest()
    private var eventWriter: EventWriter
    private var statusWriter: StatusWriter
    /// When the status is to be written; `nil`: it says nothing new.
    private var statusDue: ContinuousClock.Instant?
    private var statusWritten: ContinuousClock.Instant?
    /// When memory is to be given back; `nil`: it has been.
    private var reliefDue: ContinuousClock.Instant?

    /// Makes a controller; nothing is read yet.
    ///
    /// - Parameters:
    ///   - source: Where the spec comes from.
    ///   - registry: Where the caches of namespaces are.
    ///   - client: For reads, writes and watches.
    ///   - fence: Whether this process may write.
    ///   - runID: Names this process in what it writes.
    init(
        settings: InstanceSettings, source: any SpecSource, registry: CacheRegistry, client: KubeClient,
        fence: WriteFence,
        metrics: DaemonMetrics, runID: String, logger: Logger
    ) {
        self.settings = settings
        self.source = source
        self.registry = registry
        self.fence = fence
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

    // MARK: Following

    /// Follows the source and the bus until the task is cancelled: also without the right to write, so that taking over
    /// takes no time.
    func follow() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.followSource() }
            group.addTask { await self.followBus() }
            group.addTask { await self.keepCaches() }
        }
    }

    private func followSource() async {
        await source.follow(clock: clock, isolation: self) { take($0) }
    }

    private func take(_ reading: SpecSourceReading) {
        let problem = keeper.problem
        generation = reading.generation
        if pause != reading.pause {
            pause = reading.pause
            reconciler.settings.pause = pause
            logger.notice("\(pause?.message ?? "no longer paused")")
            trigger(.spec)
        }
        switch reading.content {
        case .failure(let error): keeper.refuse(error)
        case .success(let bytes):
            do throws(UsageError) {
                var hash = ContentHash()
                hash.update(bytes)
                let loaded = try SpecLoader.load(settings.request, bytes: bytes)
                if keeper.take(loaded, revision: hash.text) { accept(loaded.reading) }
            } catch {
                keeper.refuse(error)
            }
        }
        if let now = keeper.problem, now != problem {
            logger.error("\(now.message)", metadata: ["reason": "\(now.reason)"])
        }
        metrics.registry.set(
            DaemonMetrics.specValid, [("instance", settings.name)], to: keeper.problem == nil ? 1 : 0)
        changeStatus()
    }

    /// So many errors of writers are logged: `operator validate` shows all.
    private static let loggedErrors = 20

    private func accept(_ reading: SpecReading) {
        for error in reading.diagnostics.lazy.filter({ $0.severity == .error }).prefix(Self.loggedErrors) {
            logger.warning("\(error.path): \(error.message)", metadata: ["code": "\(error.code)"])
        }
        guard let accepted = keeper.accepted else { return }
        logger.notice(
            "spec accepted",
            metadata: [
                "revision": "\(accepted.revision)", "source": "\(accepted.source)",
                "namespace": "\(accepted.spec.namespace)", "writers": "\(accepted.spec.writers.count)",
                "held": "\(accepted.spec.faultyWriters.count)",
            ])
        // What the server serves may have changed since the last spec: the first that needs it comes with one.
        areCachesStale = true
        cacheBell.ring()
        trigger(.spec)
    }

    private func followBus() async {
        while !Task.isCancelled {
            let wait = settings.busInterval * Double.random(in: 0.8...1.2)
            do { try await clock.sleep(until: clock.now.advanced(by: wait), tolerance: nil) } catch { return }
            guard let accepted = keeper.accepted, settings.bus.check != .skip else { continue }
            let before = bus
            await lookAtBus(accepted)
            guard before?.revision == accepted.revision, before?.readiness.readings != bus?.readiness.readings else {
                continue
            }
            trigger(.bus)
        }
    }

    private func lookAtBus(_ accepted: SpecKeeper.Accepted) async {
        let readiness = await BusReadiness.read(
            spec: accepted.spec, settings: settings.bus, environment: ProcessInfo.processInfo.environment)
        guard !Task.isCancelled else { return }
        bus = (readiness, accepted.revision)
        metrics.show(readiness, instance: settings.name)
    }

    private func trigger(_ cause: ReconcileSchedule<ContinuousClock.Instant>.Cause) {
        schedule.trigger(cause, now: clock.now)
        bell.ring()
    }

    private func take(_ change: InstanceCaches.Change) {
        switch change {
        case .plan(let writer, let concernsOthers):
            if let writer { changedWriters.insert(writer) }
            if concernsOthers { mayConcernAnyone = true }
            trigger(.cluster)
        case .stale:
            areCachesStale = true
            cacheBell.ring()
        case .progress: changeStatus()
        }
    }

    // MARK: Passes

    /// Makes passes until the task is cancelled: only while this process may write, or only looks.
    ///
    /// - Parameter isTakingOver: Another process may have written until a moment ago: everything is listed anew.
    func reconcile(isTakingOver: Bool) async {
        if isTakingOver {
            areCachesStale = true
            mayConcernAnyone = true
            statusWriter.forget()
            cacheBell.ring()
        }
        if keeper.accepted != nil { trigger(.start) }
        while !Task.isCancelled {
            switch schedule.next(now: clock.now) {
            case .wait(let deadline):
                await reportIfDue()
                await lookAtPods()
                releaseMemoryIfDue()
                let next = [deadline, statusDue, patience.next, reliefDue].compactMap(\.self).min()
                await bell.wait(until: next, clock: clock)
            case .reconcile(let causes):
                let start = clock.now
                passBegan = start
                let ending = await pass(causes)
                passBegan = nil
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

    // MARK: Status

    /// Between two writes of the status.
    private static let statusInterval = Duration.seconds(1)

    /// The status may say something new: it is written soon, but not for each of many changes.
    private func changeStatus() {
        guard statusDue == nil else { return }
        statusDue = max(clock.now, statusWritten?.advanced(by: Self.statusInterval) ?? clock.now)
        bell.ring()
    }

    private func reportIfDue() async {
        guard let due = statusDue, due <= clock.now else { return }
        statusDue = nil
        statusWritten = clock.now
        reliefDue = clock.now.advanced(by: Self.restBeforeRelief)
        let status = status
        metrics.show(status, instance: settings.name)
        await tell(digest.take(status.writers))
        // The status of an instance is written by who drives it.
        if settings.resource == nil, lastPass?.holds.contains(where: { $0.hold.reason == "SourceConflict" }) == true {
            return
        }
        let place = settings.resource?.namespace ?? keeper.accepted?.spec.namespace
        guard settings.mode == .reconcile, let namespace = place else { return }
        var writer = statusWriter
        let isWritten = await writer.write(status, namespace: namespace, generation: generation)
        statusWriter = writer
        if !isWritten { statusDue = clock.now.advanced(by: Self.statusInterval * 10) }
    }

    /// The instance's name, as metrics have it.
    var name: String { settings.name }

    /// Looks at the pods of writers whose rollouts take long.
    private func lookAtPods() async {
        guard let namespace = keeper.accepted?.spec.namespace, let live = caches?.liveState.objects else { return }
        let progressing = (keeper.accepted?.spec.writers ?? []).compactMap { writer in
            live.summary(of: ObjectKey(kind: "Deployment", namespace: namespace, name: writer.name)).flatMap {
                summary in
                summary.rollout.flatMap { rollout in
                    rollout.isDone(generation: summary.generation, replicas: summary.replicas ?? 1)
                        ? nil
                        : (
                            writer: writer.name, generation: summary.generation,
                            hasFailed: rollout.progressingReason == "ProgressDeadlineExceeded"
                        )
                }
            }
        }
        troubles = troubles.filter { known in progressing.contains { $0.writer == known.key } }
        let due = patience.look(progressing, now: clock.now)
        guard !due.isEmpty else { return }
        let reader = PodTroubleReader(
            client: reconciler.client, namespace: namespace, instance: settings.planning.instance)
        do {
            troubles.merge(try await reader.read(due)) { _, new in new }
            changeStatus()
        } catch {
            logger.warning("pods cannot be listed: \(error)")
        }
    }

    /// Writes events: about the custom resource, which is in its own namespace, else about the inventory.
    private func tell(_ events: [InstanceEvent]) async {
        let place = settings.resource?.namespace ?? keeper.accepted?.spec.namespace
        guard settings.mode == .reconcile, !events.isEmpty, let namespace = place else { return }
        var writer = eventWriter
        await writer.write(events, namespace: namespace)
        eventWriter = writer
    }

    /// Memory is given back when nothing has happened for this long.
    private static let restBeforeRelief = Duration.seconds(3)

    private func releaseMemoryIfDue() {
        guard let due = reliefDue, due <= clock.now else { return }
        reliefDue = nil
        MemoryRelief.release()
    }

    /// What is to be said of the instance now.
    var status: InstanceStatus {
        InstanceStatus(
            keeper: keeper, report: lastPass, live: caches?.liveState.objects ?? LiveObjects(), troubles: troubles,
            bus: bus?.readiness,
            isObserving: settings.mode == .observe)
    }

    /// Whether the controller of this instance does its work.
    var health: Health {
        Health(
            cachesSynced: caches?.isSynced ?? false,
            silence: caches?.lastContact.map { $0.duration(to: clock.now) },
            currentPass: passBegan.map { $0.duration(to: clock.now) }, hasSpec: keeper.accepted != nil)
    }

    private typealias Ending = ReconcileSchedule<ContinuousClock.Instant>.Ending

    private func pass(_ causes: Set<ReconcileSchedule<ContinuousClock.Instant>.Cause>) async -> Ending {
        guard let accepted = keeper.accepted else { return .settled }
        do {
            let caches = try await syncedCaches(of: accepted.spec.namespace)
            if bus?.revision != accepted.revision { await lookAtBus(accepted) }
            let changed = takeChanges(causes, accepted)
            let pass = ReconcilePass(
                reconciler: reconciler, settings: settings, fence: fence, metrics: metrics, logger: logger)
            // Taken out for the time of the pass, of which there is one at a time.
            var contests = self.contests
            let readiness = bus?.readiness ?? .skipped
            if let last = lastPass, let names = changed.writers {
                let mended = try await pass.run(
                    accepted, only: names, caches: caches, kinds: caches.kinds, bus: readiness, contests: &contests,
                    clock: clock)
                self.contests = contests
                let report = last.followed(by: mended, over: names)
                await take(report)
                guard changed.concernsOthers else { return report.ending }
            }
            let report = try await pass.run(
                accepted, caches: caches, kinds: caches.kinds, bus: readiness, contests: &contests, clock: clock)
            self.contests = contests
            await take(report)
            metrics.show(caches)
            return report.ending
        } catch {
            guard !Task.isCancelled else { return .settled }
            mayConcernAnyone = true
            logger.error("no pass could be made: \(error)", metadata: ["causes": "\(causes.sorted())"])
            return .failed
        }
    }

    private func take(_ report: PassReport) async {
        lastPass = report
        await tell(digest.take(report))
    }

    /// So many changed writers are planned by themselves, before all others.
    private static let fewWriters = 50

    /// What changed since the last pass: where these are a few writers of the spec, they can be planned by themselves, which takes
    /// less than a millisecond each. Controllers write to Deployments all through a rollout, and what one person deleted is back
    /// before all the others were looked at.
    private func takeChanges(
        _ causes: Set<ReconcileSchedule<ContinuousClock.Instant>.Cause>, _ accepted: SpecKeeper.Accepted
    ) -> (writers: Set<String>?, concernsOthers: Bool) {
        defer {
            changedWriters = []
            mayConcernAnyone = false
        }
        guard causes == [.cluster], lastPass?.ending == .settled, !changedWriters.isEmpty,
            changedWriters.count <= Self.fewWriters,
            changedWriters.isSubset(of: accepted.spec.writers.lazy.map(\.name))
        else { return (nil, true) }
        return (changedWriters, mayConcernAnyone)
    }

    // MARK: Caches

    /// Keeps the watch caches of the spec's namespace: also without the right to write, so that taking over takes no time.
    private func keepCaches() async {
        var failures = 0
        while !Task.isCancelled {
            var retry: ContinuousClock.Instant?
            do {
                try await refreshCaches()
                failures = 0
            } catch {
                failures += 1
                retry = clock.now.advanced(by: .seconds(min(1 << min(failures, 5), 30)))
                logger.warning("the API server cannot be asked what it serves: \(error)")
            }
            await cacheBell.wait(until: retry, clock: clock)
        }
        await registry.release(settings.name)
    }

    private func refreshCaches() async throws {
        guard areCachesStale, let namespace = keeper.accepted?.spec.namespace else { return }
        let fresh = try await registry.caches(of: namespace, for: settings.name)
        areCachesStale = false
        let name = settings.name
        fresh.subscribe(name, instance: settings.planning.instance) { change in Task { await self.take(change) } }
        if let shared, shared !== fresh { shared.unsubscribe(name) }
        shared = fresh
        mayConcernAnyone = true
        bell.ring()
    }

    /// What the instance sees of its namespace; `nil`: nothing yet.
    private var caches: InstanceCaches? { shared.map { InstanceCaches($0, settings: settings.planning) } }

    /// How long a pass waits for the caches.
    private static let cacheLimit = Duration.seconds(30)

    private func syncedCaches(of namespace: String) async throws -> InstanceCaches {
        let deadline = clock.now.advanced(by: Self.cacheLimit)
        while true {
            if !areCachesStale, let caches, caches.namespace == namespace, caches.isSynced { return caches }
            guard clock.now < deadline else {
                throw KubeError(.deadline, "the watch caches are not filled after \(Self.cacheLimit)")
            }
            try await clock.sleep(until: clock.now.advanced(by: .milliseconds(20)), tolerance: nil)
        }
    }
}
