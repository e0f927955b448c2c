/// When an instance is reconciled: level-triggered, one pass at a time, however many causes came meanwhile. A pure value: the
/// time is handed in, and `InstanceController` drives it.
public struct ReconcileSchedule<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// Why a pass is due.
    public enum Cause: String, Hashable, Sendable, Comparable, CaseIterable {
        /// The controller began, or became the leader.
        case start
        /// The source holds another spec.
        case spec
        /// Something that the plan compares changed in the cluster.
        case cluster
        /// The bus is seen differently than before.
        case bus
        /// A pass ended with something that may pass by itself.
        case retry

        /// By name.
        public static func < (left: Cause, right: Cause) -> Bool { left.rawValue < right.rawValue }
    }

    /// How a pass ended.
    public enum Ending: String, Hashable, Sendable {
        /// Nothing is left to do until something changes.
        case settled
        /// Something is held that may pass by itself, or a write failed.
        case unsettled
        /// It could not be made: no API server, no spec.
        case failed
    }

    /// How long to wait, and for what.
    public struct Settings: Hashable, Sendable {
        /// What comes within this time of the first cause is one pass: events come in flocks.
        public var gathering: Duration
        /// The first wait after a pass that failed; it doubles with each that follows.
        public var firstBackOff: Duration
        /// The longest wait after a pass that did not settle: what is left is tried again, and nothing else waits for that.
        public var longestBackOff: Duration
        /// The longest wait after a pass that failed, which everything but a new spec waits for: an outage lasts that much
        /// longer for the writers.
        public var longestOutage: Duration

        /// Makes settings: 50 ms, 1 s, 5 min and 30 s unless told.
        public init(
            gathering: Duration = .milliseconds(50), firstBackOff: Duration = .seconds(1),
            longestBackOff: Duration = .seconds(300), longestOutage: Duration = .seconds(30)
        ) {
            self.gathering = gathering
            self.firstBackOff = firstBackOff
            self.longestBackOff = longestBackOff
            self.longestOutage = longestOutage
        }
    }

    /// What the driver does next.
    public enum Action: Hashable, Sendable {
        /// Makes a pass, for these causes; `finish` follows.
        case reconcile(Set<Cause>)
        /// Sleeps until then (`nil`: for ever), or until the next trigger.
        case wait(until: Instant?)
    }

    private let settings: Settings
    private var causes: Set<Cause> = []
    private var due: Instant?
    private var retry: Instant?
    /// Before this time nothing but a new spec begins a pass: the last ones failed.
    private var notBefore: Instant?
    private var isRunning = false
    /// How the last pass ended that did not settle, and how many in a row ended so.
    private var streak: (ending: Ending, count: Int)?

    /// The number of causes that wait.
    public var depth: Int { causes.count }

    /// Makes a schedule with nothing due.
    public init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Something happened.
    public mutating func trigger(_ cause: Cause, now: Instant) {
        causes.insert(cause)
        // A person who mends the spec does not wait out the back-off of the one that failed.
        if cause == .spec || cause == .start { notBefore = nil }
        let gathered = now.advanced(by: settings.gathering)
        due = due.map { min($0, gathered) } ?? gathered
    }

    /// What to do now.
    public mutating func next(now: Instant) -> Action {
        guard !isRunning else { return .wait(until: nil) }
        if let retry, retry <= now {
            causes.insert(.retry)
            due = due ?? retry
            self.retry = nil
        }
        let begin = due.map { max($0, notBefore ?? $0) }
        guard let begin else { return .wait(until: retry) }
        guard begin <= now else { return .wait(until: retry.map { min($0, begin) } ?? begin) }
        defer {
            causes = []
            due = nil
            retry = nil
            notBefore = nil
            isRunning = true
        }
        return .reconcile(causes)
    }

    /// A pass ended.
    ///
    /// - Parameter jitter: 0…1, drawn anew for each call: back-offs of many instances do not fall together.
    public mutating func finish(_ ending: Ending, now: Instant, jitter: Double) {
        isRunning = false
        guard ending != .settled else {
            streak = nil
            return
        }
        let count = streak.map { $0.ending == ending ? $0.count + 1 : 1 } ?? 1
        streak = (ending, count)
        let longest = ending == .failed ? settings.longestOutage : settings.longestBackOff
        // Past 2^30 any first wait is longer than the longest.
        let wait = min(settings.firstBackOff * (1 << min(count - 1, 30)), longest)
        let next = now.advanced(by: wait * (0.8 + 0.4 * min(max(jitter, 0), 1)))
        retry = next
        // What is held for one writer must not delay the repair of another; what cannot be made at all can wait.
        if ending == .failed { notBefore = next }
    }
}
