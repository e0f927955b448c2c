/// Reads that failed, each of which holds for a while: half a minute after the first failure, twice as long after each further one, five minutes at
/// most. A value; the time is told.
struct FailedReads<Key: Hashable & Sendable, Failure: Error>: Sendable {
    private struct Failed {
        let failure: Failure
        let wait: Duration
        let end: ContinuousClock.Instant
    }

    private static var firstWait: Duration { .seconds(30) }
    private static var longestWait: Duration { .seconds(300) }

    private var failed: [Key: Failed] = [:]

    /// The failure that holds; `nil`: the read may be made.
    func current(_ key: Key, at now: ContinuousClock.Instant) -> Failure? {
        failed[key].flatMap { $0.end > now ? $0.failure : nil }
    }

    /// A read was made.
    mutating func record(_ answer: Result<some Any, Failure>, of key: Key, at now: ContinuousClock.Instant) {
        switch answer {
        case .success: failed[key] = nil
        case .failure(let failure):
            let wait = failed[key].map { min($0.wait * 2, Self.longestWait) } ?? Self.firstWait
            failed[key] = Failed(failure: failure, wait: wait, end: now + wait)
        }
    }
}
