import KubeClient

/// When the next request with one kind of data is due. A pure value: the driver brings time (since any fixed moment) and chance
/// (from 0 up to 1), carries the actions out and tells how they ended.
struct ExportSchedule: Sendable {
    /// How much there is to send.
    enum Load: Hashable, Sendable {
        case nothing, something
        /// As much as a request may have.
        case fullBatch
    }

    /// What to do now.
    enum Action: Hashable, Sendable {
        case wait(until: Duration)
        case send
    }

    /// How the receiver behaves.
    private enum State {
        case accepting, refusing, failing
    }

    private let interval: Duration
    private let backOff: RetryPolicy
    private var due: Duration
    private var attempts = 0
    private var state = State.accepting

    /// Waits of a second at first, of a minute at last, and as long as the receiver asks for, an hour at most.
    static let backOff = RetryPolicy(
        baseDelay: .seconds(1), maximumDelay: .seconds(60), maximumRetryAfter: .seconds(3600))

    /// Makes a schedule with the first request due after an interval.
    ///
    /// - Parameter backOff: Its waits; it never gives up.
    init(interval: Duration, backOff: RetryPolicy = Self.backOff, now: Duration) {
        self.interval = interval
        self.backOff = backOff
        due = now + interval
    }

    /// What to do now. A receiver that fails is left alone, however much waits.
    mutating func next(at now: Duration, load: Load) -> Action {
        if load == .fullBatch, state != .failing { return .send }
        guard due <= now else { return .wait(until: due) }
        guard load != .nothing else {
            due = now + interval
            return .wait(until: due)
        }
        return .send
    }

    /// A request ended.
    ///
    /// - Returns: Whether the receiver behaves otherwise than before: what is to be said, once.
    mutating func finish(_ outcome: ExportOutcome, at now: Duration, chance: Double) -> Bool {
        let before = state
        due = now + interval
        switch outcome {
        case .accepted: state = .accepting
        case .refused: state = .refusing
        case .failed(_, let retryAfter):
            state = .failing
            attempts += 1
            due = now + backOff.wait(after: attempts, retryAfter: retryAfter, jitter: chance)
        }
        if state != .failing { attempts = 0 }
        return state != before
    }
}
