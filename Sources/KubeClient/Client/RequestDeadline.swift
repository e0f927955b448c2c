/// A point in time after which no request of a task is under way: what a leader's writes must keep, retries included.
public enum RequestDeadline {
    @TaskLocal static var current: ContinuousClock.Instant?

    /// Runs work whose requests end by the deadline: one that is under way then ends with `KubeError.Code.transport`, as any
    /// time-out does, and none is begun after it. An earlier deadline around it stays.
    public static func with<Result>(
        _ deadline: ContinuousClock.Instant, isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws -> Result
    ) async rethrows -> Result {
        try await $current.withValue(current.map { min($0, deadline) } ?? deadline, operation: work)
    }

    /// The time that a request may take, at most `timeout`.
    ///
    /// - Throws: `KubeError` with the code `transport` where there is none left.
    static func limit(_ timeout: Duration, now: ContinuousClock.Instant = .now) throws(KubeError) -> Duration {
        guard let current else { return timeout }
        let left = now.duration(to: current)
        guard left > .zero else {
            throw KubeError(.deadline, "the time in which this request could be made is over: it was not sent")
        }
        return min(timeout, left)
    }
}
