import KubeClient
import Logging
import WriterSpecs

/// What the instance sees of its namespace.
extension InstanceController {
    /// Keeps the watch caches of the spec's namespace: also without the right to write, so that taking over takes no time.
    func keepCaches() async {
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
        shared = nil
    }

    private var areCachesStale: Bool { cacheSupply != cacheDemand }

    /// Asks for caches anew.
    func demandCaches() {
        cacheDemand += 1
        cacheBell.ring()
    }

    private func refreshCaches() async throws {
        guard areCachesStale, let namespace = keeper.accepted?.spec.namespace else { return }
        // What makes them stale while they are asked for is a demand of its own.
        let demand = cacheDemand
        shared = try await registry.caches(of: namespace, for: settings.name, instance: settings.planning.instance) {
            [weak self] changes in Task { await self?.take(changes) }
        }
        cacheSupply = demand
        mayConcernAnyone = true
        bell.ring()
    }

    /// What the instance sees of its namespace; `nil`: nothing yet.
    var caches: InstanceCaches? { shared.map { InstanceCaches($0, settings: settings.planning) } }

    /// How long a pass waits for the caches.
    static let cacheLimit = Duration.seconds(30)

    /// The caches once they are filled.
    ///
    /// - Throws: `KubeError` where that takes too long.
    func syncedCaches(of namespace: String) async throws -> InstanceCaches {
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
