import BusClients
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// What the controller follows: the source, the bus, and what the caches tell.
extension InstanceController {
    /// Follows the source and the namespace until the task is cancelled: also without the right to write, so that taking
    /// over takes no time.
    func follow() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.followSource() }
            group.addTask { await self.keepCaches() }
        }
        await busWatch.forget(settings.name)
    }

    /// Reads the source and looks at the bus again, and makes a pass.
    func refresh() {
        source.reread()
        bus = nil
        if keeper.accepted != nil { trigger(.spec) }
    }

    func followSource() async {
        await source.follow(clock: clock, isolation: self) { take($0) }
    }

    func take(_ reading: SpecSourceReading) {
        let problem = keeper.problem
        generation = reading.generation
        takeAnnotations(reading)
        switch reading.content {
        case .failure(let error): keeper.refuse(error)
        case .success(let bytes):
            do throws(UsageError) {
                var hash = ContentHash()
                hash.update(bytes)
                let loaded = try SpecLoader.load(settings.request, bytes: bytes)
                board?.show(findings: loaded.findings(), for: settings.name)
                if keeper.take(loaded, revision: hash.text) { accept(loaded.reading) }
            } catch {
                keeper.refuse(error)
            }
        }
        if let now = keeper.problem, now != problem {
            logger.error("\(now.message)", metadata: ["reason": "\(now.reason.rawValue)"])
        }
        metrics.registry.set(
            DaemonMetrics.specValid, [("instance", settings.name)], to: keeper.problem == nil ? 1 : 0)
        changeStatus()
    }

    /// A source that is gone for a moment lifts no hand brake.
    private func takeAnnotations(_ reading: SpecSourceReading) {
        guard reading.seesAnnotations else { return }
        if pause != reading.pause {
            pause = reading.pause
            reconciler.settings.pause = pause
            logger.notice("\(pause?.message ?? "no longer paused")")
            trigger(.spec)
        }
        if reconciler.rendering.owner != reading.owner {
            reconciler.rendering.owner = reading.owner
            logger.notice("the writers \(reading.owner == nil ? "stay" : "go") when the resource is deleted")
            trigger(.spec)
        }
    }

    /// So many errors of writers are logged: `operator validate` shows all.
    static let loggedErrors = 20

    func accept(_ reading: SpecReading) {
        for error in reading.diagnostics.lazy.filter({ $0.severity == .error }).prefix(Self.loggedErrors) {
            logger.warning("\(error.path): \(error.message)", metadata: ["code": "\(error.code)"])
        }
        guard let accepted = keeper.accepted else { return }
        metrics.show(revision: accepted.revision, instance: settings.name)
        let names = Set(accepted.spec.writers.map(\.name))
        changes = changes.filter { names.contains($0.key) }
        logger.notice(
            "spec accepted",
            metadata: [
                "revision": "\(accepted.revision)", "source": "\(accepted.source)",
                "namespace": "\(accepted.spec.namespace)", "writers": "\(accepted.spec.writers.count)",
                "held": "\(accepted.spec.faultyWriters.count)",
            ])
        // What the server serves may have changed since the last spec: the first that needs it comes with one.
        demandCaches()
        trigger(.spec)
    }

    func trigger(_ cause: ReconcileSchedule<ContinuousClock.Instant>.Cause) {
        schedule.trigger(cause, now: clock.now)
        bell.ring()
    }

    func take(_ changes: Set<InstanceCaches.Change>) {
        for change in changes {
            switch change {
            case .writer(let name):
                changedWriters.insert(name)
                trigger(.cluster)
            case .anyone:
                mayConcernAnyone = true
                trigger(.cluster)
            case .availability:
                hasNewAvailability = true
                judgeAvailability()
            case .progress: changeStatus()
            case .stale: demandCaches()
            }
        }
    }

    /// Who is available matters to what waits for it, which is known between passes: then it is held. Where nothing is, a rollout
    /// of a thousand writers makes no plan for each of them that gets on.
    func judgeAvailability() {
        guard hasNewAvailability, passBegan == nil else { return }
        hasNewAvailability = false
        guard lastPass?.holds.isEmpty != true else { return }
        mayConcernAnyone = true
        trigger(.cluster)
    }
}
