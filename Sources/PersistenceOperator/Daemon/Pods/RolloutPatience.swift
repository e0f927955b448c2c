/// Decides when a rollout has taken long enough for somebody to look at its pods: once for each revision, and once more when its
/// Deployment gives up. A pure value.
struct RolloutPatience<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    private struct Rollout {
        var generation: Int64
        var since: Instant
        var hasLooked = false
        var hasFailed = false
    }

    /// A pod is pulled, started and ready within this time, as a rule.
    static var patience: Duration { .seconds(20) }

    private var rollouts: [String: Rollout] = [:]

    /// When the next rollout has taken long enough; `nil`: none is waited for.
    var next: Instant? {
        rollouts.values.filter { !$0.hasLooked }.map { $0.since.advanced(by: Self.patience) }.min()
    }

    /// Takes the writers that are being rolled out now, and returns those whose pods are to be looked at.
    mutating func look(_ progressing: [(writer: String, generation: Int64, hasFailed: Bool)], now: Instant) -> Set<
        String
    > {
        var kept: [String: Rollout] = [:]
        var due: Set<String> = []
        for (writer, generation, hasFailed) in progressing {
            var rollout =
                rollouts[writer].flatMap { $0.generation == generation ? $0 : nil }
                ?? Rollout(generation: generation, since: now)
            let isLate = !rollout.hasLooked && rollout.since.duration(to: now) >= Self.patience
            if isLate || (hasFailed && !rollout.hasFailed) {
                due.insert(writer)
                rollout.hasLooked = true
            }
            rollout.hasFailed = hasFailed
            kept[writer] = rollout
        }
        rollouts = kept
        return due
    }
}
