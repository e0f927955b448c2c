import BusClients
import KubeClient
import Logging
import WriterSpecs

/// What the controller says: status, events, health; and what it gives back when it has nothing to do.
extension InstanceController {
    /// The status may say something new: it is written soon, but not for each of many changes.
    func changeStatus() {
        if statusSchedule.change(now: clock.now) { tellBell.ring() }
    }

    /// Tells what there is to tell until the task is cancelled.
    func keepTelling() async {
        while !Task.isCancelled {
            await writeEvents()
            await reportIfDue()
            await lookAtPods()
            releaseMemoryIfDue()
            guard untold.isEmpty else { continue }
            let next = [statusSchedule.due, patience.next, reliefDue].compactMap(\.self).min()
            await tellBell.wait(until: next, clock: clock)
        }
    }

    private func reportIfDue() async {
        guard statusSchedule.take(now: clock.now), !awaitsPass else { return }
        statusSchedule.begin(now: clock.now)
        reliefDue = clock.now.advanced(by: Self.restBeforeRelief)
        let status = status
        metrics.show(status, instance: settings.name)
        tell(digest.take(status.writers))
        if let board, let namespace = keeper.accepted?.spec.namespace ?? settings.resource?.namespace {
            var report = InstanceReport(
                namespace: namespace, instance: settings.planning.instance, inventory: nil, status: nil)
            report.driver = "\(settings.planning.driver ?? "-") (only looked at)"
            board.show(status, of: report, for: settings.name, runID: runID, generation: generation)
        }
        // The status of an instance is written by who drives it.
        if settings.resource == nil, lastPass?.holds.contains(where: { $0.hold.reason == "SourceConflict" }) == true {
            return
        }
        let place = settings.resource?.namespace ?? keeper.accepted?.spec.namespace
        guard settings.mode == .reconcile, let namespace = place else { return }
        var writer = statusWriter
        let isWritten = await writer.write(status, namespace: namespace, generation: generation)
        statusWriter = writer
        statusSchedule.finish(isWritten: isWritten, now: clock.now)
    }

    /// Whether the first pass over a new spec is to come, which tells more: until then the status is about the last spec, as its
    /// `observedGeneration` says.
    private var awaitsPass: Bool {
        guard let accepted = keeper.accepted, keeper.problem == nil else { return false }
        return triedRevision != accepted.revision
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
            patience.finish(due)
            changeStatus()
        } catch {
            patience.fail(now: clock.now)
            logger.warning("pods cannot be listed: \(error)")
        }
    }

    /// So many events wait to be written: the latest ones.
    private static let untoldLimit = 100

    /// Has events written.
    func tell(_ events: [InstanceEvent]) {
        guard settings.mode == .reconcile, !events.isEmpty else { return }
        untold = (untold + events).suffix(Self.untoldLimit)
        tellBell.ring()
    }

    /// Writes events: about the custom resource, which is in its own namespace, else about the inventory.
    private func writeEvents() async {
        let events = untold
        untold = []
        let place = settings.resource?.namespace ?? keeper.accepted?.spec.namespace
        guard !events.isEmpty, let namespace = place else { return }
        var writer = eventWriter
        await writer.write(events, namespace: namespace)
        eventWriter = writer
    }

    /// Memory is given back when nothing has happened for this long.
    static let restBeforeRelief = Duration.seconds(3)

    private func releaseMemoryIfDue() {
        guard let due = reliefDue, due <= clock.now, passBegan == nil else { return }
        reliefDue = nil
        MemoryRelief.release()
    }

    /// What is to be said of the instance now.
    var status: InstanceStatus {
        InstanceStatus(
            keeper: keeper, report: lastPass, live: caches?.liveState.objects ?? LiveObjects(), troubles: troubles,
            bus: bus?.readiness, changes: changes,
            isObserving: settings.mode == .observe)
    }

    /// Whether the controller of this instance does its work.
    var health: Health {
        Health(
            cachesSynced: caches?.isSynced ?? false,
            silence: caches?.lastContact.map { $0.duration(to: clock.now) },
            currentPass: passBegan.map { $0.duration(to: clock.now) }, hasSpec: keeper.accepted != nil,
            // That of a custom resource is made of what was read.
            isSourceRead: settings.resource != nil || keeper.accepted != nil || keeper.problem != nil,
            refusal: keeper.problem.flatMap { $0.isRefusal ? $0.message : nil })
    }
}
