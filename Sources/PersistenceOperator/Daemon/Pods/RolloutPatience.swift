/// Decides when a rollout has taken long enough for somebody to look at its pods: once for each revision, and once more when its
/// Deployment gives up. A look that failed is made again, later and later. A pure value.
struct RolloutPatience<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    private struct Rollout {
        var generation: Int64
        /// When its pods are to be looked at; `nil`: they have been.
        var due: Instant?
        var hasFailed = false
    }

    /// A pod is pulled, started and ready within this time, as a rule.
    static var patience: Duration { .seconds(20) }
    /// The wait after a look that failed; it doubles with each that follows.
    static var firstBackOff: Duration { .seconds(5) }
    /// The longest wait after a look that failed.
    static var longestBackOff: Duration { .seconds(300) }

    private var rollouts: [String: Rollout] = [:]
    /// Looks in a row that failed.
    private var failures = 0
    /// Before this time nobody looks: the last look failed.
    private var notBefore: Instant?

    /// When the next rollout has taken long enough; `nil`: none is waited for.
    var next: Instant? {
        rollouts.values.compactMap(\.due).min().map { max($0, notBefore ?? $0) }
    }

    /// Takes the writers that are being rolled out now, and returns those whose pods are to be looked at; `finish` follows where
    /// there are some.
    mutating func look(_ progressing: [(writer: String, generation: Int64, hasFailed: Bool)], now: Instant) -> Set<
        String
    > {
        var kept: [String: Rollout] = [:]
        for (writer, generation, hasFailed) in progressing {
            var rollout =
                rollouts[writer].flatMap { $0.generation == generation ? $0 : nil }
                ?? Rollout(generation: generation, due: now.advanced(by: Self.patience))
            if hasFailed, !rollout.hasFailed { rollout.due = now }
            rollout.hasFailed = hasFailed
            kept[writer] = rollout
        }
        rollouts = kept
        if let notBefore, now < notBefore { return [] }
        return Set(rollouts.filter { $0.value.due.map { $0 <= now } ?? false }.keys)
    }

    /// The pods of these writers were looked at.
    mutating func finish(_ writers: Set<String>) {
        (failures, notBefore) = (0, nil)
        for writer in writers { rollouts[writer]?.due = nil }
    }

    /// Pods could not be looked at: those that are due stay due.
    mutating func fail(now: Instant) {
        // Past 2^10 any first wait is longer than the longest.
        notBefore = now.advanced(by: min(Self.firstBackOff * (1 << min(failures, 10)), Self.longestBackOff))
        failures += 1
    }
}
