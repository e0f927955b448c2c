/// Decides which events are written: one that comes again is counted in the first, and a storm is cut off. A pure value.
struct EventSeries<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// What is to be written for an event.
    enum Write: Hashable, Sendable {
        /// A new one, named by this number.
        case create(number: Int)
        /// Another count of an earlier one.
        case count(number: Int, Int)
        /// Nothing: there were too many of late.
        case drop

        /// Whether an earlier event is needed for it.
        var isCount: Bool { if case .count = self { true } else { false } }
    }

    private struct Series {
        var number: Int
        var count: Int
        var last: Instant
    }

    /// So many at once.
    static var burst: Double { 20 }
    /// One more in this time.
    static var refill: Duration { .seconds(15) }
    /// An event that comes again after a longer time is a new one.
    static var span: Duration { .seconds(600) }

    private var series: [InstanceEvent: Series] = [:]
    private var tokens = burst
    private var refilled: Instant?
    private var nextNumber = 0

    /// The event is not there: it could not be written, or somebody deleted it. The next one is a new one.
    mutating func forget(_ event: InstanceEvent) { series[event] = nil }

    /// What is to be written for an event that happens now.
    mutating func take(_ event: InstanceEvent, now: Instant) -> Write {
        if let refilled { tokens = min(Self.burst, tokens + refilled.duration(to: now) / Self.refill) }
        refilled = now
        series = series.filter { $0.value.last.duration(to: now) < Self.span }
        guard tokens >= 1 else { return .drop }
        tokens -= 1
        if var known = series[event] {
            known.count += 1
            known.last = now
            series[event] = known
            return .count(number: known.number, known.count)
        }
        nextNumber += 1
        series[event] = Series(number: nextNumber, count: 1, last: now)
        return .create(number: nextNumber)
    }
}
