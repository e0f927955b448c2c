import BusClients
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// What one pass is about.
extension InstanceController {
    typealias Ending = ReconcileSchedule<ContinuousClock.Instant>.Ending

    func pass(_ causes: Set<ReconcileSchedule<ContinuousClock.Instant>.Cause>) async -> Ending {
        guard let accepted = keeper.accepted else { return .settled }
        defer { triedRevision = accepted.revision }
        do {
            let caches = try await syncedCaches(of: accepted.spec.namespace)
            let readiness = await busReadiness(for: accepted)
            guard !Task.isCancelled else { return .settled }
            let changed = takeChanges(causes, accepted)
            let pass = ReconcilePass(
                reconciler: reconciler, settings: settings, fence: fence, board: board, metrics: metrics,
                logger: logger)
            // Taken out for the time of the pass, of which there is one at a time.
            var contests = self.contests
            if let last = lastPass, let names = changed.writers {
                let mended = try await pass.run(
                    accepted, only: names, caches: caches, kinds: caches.kinds, bus: readiness, contests: &contests,
                    clock: clock)
                self.contests = contests
                let report = last.followed(by: mended, over: names)
                take(report)
                guard changed.concernsOthers else { return report.ending }
            }
            let report = try await pass.run(
                accepted, caches: caches, kinds: caches.kinds, bus: readiness, contests: &contests, clock: clock)
            self.contests = contests
            take(report)
            return report.ending
        } catch {
            guard !Task.isCancelled else { return .settled }
            mayConcernAnyone = true
            logger.error(
                "no pass could be made: \(error)",
                metadata: ["causes": "\(causes.sorted().map(\.rawValue))", "revision": "\(accepted.revision)"])
            return .failed
        }
    }

    func take(_ report: PassReport) {
        lastPass = report
        changes.merge(WriterChange.all(in: report, time: Date())) { $1 }
        tell(digest.take(report))
    }

    /// So many changed writers are planned by themselves, before all others.
    static let fewWriters = 50

    /// What changed since the last pass: where these are a few writers of the spec, they can be planned by themselves, which takes
    /// less than a millisecond each. Controllers write to Deployments all through a rollout, and what one person deleted is back
    /// before all the others were looked at.
    func takeChanges(
        _ causes: Set<ReconcileSchedule<ContinuousClock.Instant>.Cause>, _ accepted: SpecKeeper.Accepted
    ) -> (writers: Set<String>?, concernsOthers: Bool) {
        defer {
            changedWriters = []
            mayConcernAnyone = false
        }
        // Who only looks shows the whole plan each time.
        guard board == nil, causes == [.cluster], lastPass?.ending == .settled, !changedWriters.isEmpty,
            changedWriters.count <= Self.fewWriters,
            changedWriters.isSubset(of: accepted.spec.writers.lazy.map(\.name))
        else { return (nil, true) }
        return (changedWriters, mayConcernAnyone)
    }
}
