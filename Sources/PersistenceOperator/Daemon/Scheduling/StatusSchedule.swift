/// When the status of an instance is written: soon after it may say something new, but not for each of many changes, and ever more
/// seldom where it is refused. A pure value: the time is handed in.
struct StatusSchedule<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// Between two writes, at least.
    static var interval: Duration { .seconds(1) }
    /// A status of a thousand writers is half a megabyte: telling takes no more than a tenth of the time, up to this.
    static var longestInterval: Duration { .seconds(30) }
    /// The wait after a write that failed; it doubles with each that follows, and begins anew where there is something new to say.
    static var firstRetry: Duration { .seconds(10) }
    /// The longest wait after one that failed.
    static var longestRetry: Duration { .seconds(300) }

    /// When it is to be written; `nil`: it says nothing new.
    private(set) var due: Instant?
    /// When the last write began.
    private var begun: Instant?
    /// The time from then until the next one may begin.
    private var pause = interval
    /// How long the next failure waits; `nil`: the last write did not fail.
    private var retry: Duration?

    /// It may say something new.
    ///
    /// - Returns: Whether it is due earlier than before.
    mutating func change(now: Instant) -> Bool {
        if retry != nil { retry = Self.firstRetry }
        let next = begun.map { max(now, $0.advanced(by: retry ?? pause)) } ?? now
        if let due, due <= next { return false }
        due = next
        return true
    }

    /// Whether it is to be told now; it is not due any more.
    mutating func take(now: Instant) -> Bool {
        guard let due, due <= now else { return false }
        self.due = nil
        return true
    }

    /// It is being told.
    mutating func begin(now: Instant) { begun = now }

    /// It is written, or was refused.
    mutating func finish(isWritten: Bool, now: Instant) {
        let took = begun.map { $0.duration(to: now) } ?? .zero
        pause = min(max(took * 9, Self.interval), Self.longestInterval)
        guard !isWritten else {
            retry = nil
            return
        }
        let wait = retry ?? Self.firstRetry
        due = now.advanced(by: wait)
        retry = min(wait * 2, Self.longestRetry)
    }
}
