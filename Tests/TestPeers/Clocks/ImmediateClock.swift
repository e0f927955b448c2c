import Synchronization

/// A clock whose time passes only by sleeping: each sleep returns at once, with the time moved on by its length.
public final class ImmediateClock: Clock, Sendable {
    /// A point of its time: the duration since it was made.
    public struct Instant: InstantProtocol {
        /// The time since the clock was made.
        public let offset: Duration

        /// A later (or, with a negative duration, earlier) point.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        /// The time from here to another point.
        public func duration(to other: Instant) -> Duration { other.offset - offset }

        /// The earlier first.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(offset: .zero), sleeps: [Duration]()))

    /// Makes a clock at zero.
    public init() {}

    /// The time now.
    public var now: Instant { state.withLock(\.now) }
    /// Sleeps are exact.
    public var minimumResolution: Duration { .zero }
    /// How long each sleep was, in order.
    public var sleeps: [Duration] { state.withLock(\.sleeps) }

    /// Moves the time on.
    public func advance(by duration: Duration) {
        state.withLock { $0.now = $0.now.advanced(by: duration) }
    }

    /// Moves the time on to the deadline.
    ///
    /// - Throws: `CancellationError` where the task is cancelled, as every clock does.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.sleeps.append($0.now.duration(to: deadline))
            $0.now = max($0.now, deadline)
        }
    }
}
