/// What one of several processes does next to become the leader, or to stay it. A pure value: the driver brings time (since
/// any fixed moment), chance (from 0 up to 1) and the clock's time for people, carries the actions out and tells how they
/// ended.
///
/// The rules are those of client-go's leader election (a holder's time runs from when *we* saw its last renewal, so that
/// clocks may differ), with two more: a leader's own time runs from when it *sent* its last successful renewal, so that it
/// ends before that of any observer; and whoever takes a Lease that was neither released nor run out first waits until the
/// time of a leader that does not know yet is over.
struct ElectorMachine: Sendable {
    /// What to do now.
    enum Action: Hashable, Sendable {
        case wait(Duration)
        case read
        /// Over this version of the Lease; `nil`: create it. It ends within the time-out.
        case write(LeaseRecord, over: String?, timeout: Duration)
    }

    /// Why a process is no longer the leader.
    enum Loss: Hashable, Sendable {
        /// No renewal succeeded in time.
        case deadline
        /// The Lease names somebody else, or nobody, or is gone.
        case taken(by: String)
    }

    /// From when to when a leader may write.
    struct Term: Hashable, Sendable {
        var from: Duration
        var until: Duration
    }

    private struct Observation {
        /// `nil`: there is no Lease.
        var lease: (record: LeaseRecord, version: String)?
        /// When this state was first seen.
        var since: Duration
    }

    private let settings: LeaderElectionSettings
    private let identity: String
    private var observed: Observation?
    private var needsRead = true
    private var notBefore = Duration.zero
    /// `nil`: it is not the leader.
    private(set) var term: Term?
    /// Why the last term ended, until it is asked for.
    private var loss: Loss?

    init(_ settings: LeaderElectionSettings, identity: String) {
        self.settings = settings
        self.identity = identity
    }

    /// Who holds the Lease, as far as is known; empty: nobody, or nobody knows.
    var holder: String { observed?.lease?.record.holder ?? "" }

    /// Why the term ended, once.
    mutating func takeLoss() -> Loss? {
        defer { loss = nil }
        return loss
    }

    /// What to do now.
    ///
    /// - Parameter date: The time for people, as a Lease has it.
    mutating func next(at now: Duration, date: String) -> Action {
        if let term, now >= term.until { lose(.deadline, at: now) }
        if now < notBefore { return .wait(min(notBefore, term?.until ?? notBefore) - now) }
        if needsRead { return .read }
        guard term == nil else { return write(date, at: now) }
        if let remaining = remainingTime(at: now), remaining > .zero {
            needsRead = true
            notBefore = now + min(remaining, settings.retryPeriod)
            return .wait(notBefore - now)
        }
        return write(date, at: now)
    }

    /// How long the Lease is still somebody else's; `nil`: it is nobody's, or ours.
    private func remainingTime(at now: Duration) -> Duration? {
        guard let observed, let lease = observed.lease, !lease.record.holder.isEmpty, lease.record.holder != identity
        else { return nil }
        // A holder with other settings keeps its own time, within reason: somebody may have edited it.
        let declared = Duration.seconds(min(max(lease.record.durationSeconds, 0), 3600))
        return observed.since + max(declared, settings.leaseDuration) - now
    }

    private func write(_ date: String, at now: Duration) -> Action {
        let old = observed?.lease?.record
        let isOurs = old?.holder == identity
        let record = LeaseRecord(
            holder: identity, durationSeconds: settings.leaseDuration.components.seconds,
            acquired: isOurs ? old?.acquired ?? date : date, renewed: date,
            transitions: (old?.transitions ?? 0) + (isOurs || old == nil ? 0 : 1))
        let timeout = min(settings.renewDeadline / 2, term.map { $0.until - now } ?? settings.renewDeadline)
        return .write(record, over: observed?.lease?.version, timeout: timeout)
    }

    /// The Lease was read; `nil`: there is none.
    mutating func read(_ lease: (record: LeaseRecord, version: String)?, at now: Duration) {
        needsRead = false
        let hasChanged = observed.map { $0.lease?.record != lease?.record } ?? true
        observed = Observation(lease: lease, since: hasChanged ? now : observed?.since ?? now)
        if term != nil, lease?.record.holder != identity { lose(.taken(by: lease?.record.holder ?? ""), at: now) }
    }

    /// The Lease could not be read.
    mutating func readFailed(at now: Duration, chance: Double) { retry(at: now, chance: chance) }

    /// The Lease was written, by a request that was sent at `sent`.
    mutating func written(_ record: LeaseRecord, version: String, sent: Duration, at now: Duration) {
        term = Term(from: term?.from ?? sent + pause, until: sent + settings.renewDeadline)
        observed = Observation(lease: (record, version), since: now)
        needsRead = false
        notBefore = sent + settings.retryPeriod
    }

    /// How long a new leader waits before it writes. One that held the Lease before or got it released need not; where the
    /// holder's time ran out, its last write was over `writeTimeout` ago. Where somebody deleted or emptied the Lease, there
    /// may be a leader that cannot be told: it stops by itself.
    private var pause: Duration {
        guard let record = observed?.lease?.record, record.isReleased || !record.holder.isEmpty else {
            return settings.renewDeadline
        }
        return .zero
    }

    /// The Lease could not be written, or nobody knows.
    mutating func writeFailed(_ error: KubeError, at now: Duration, chance: Double) {
        needsRead = true
        // Somebody was faster: what the Lease says now can be read at once.
        if term != nil, error.code == .conflict || error.code == .notFound { return }
        retry(at: now, chance: chance)
    }

    private mutating func retry(at now: Duration, chance: Double) {
        needsRead = true
        // A leader has no time to lose; those who wait come one by one.
        let factor = term == nil ? 1 + 0.2 * chance : 0.5
        notBefore = now + settings.retryPeriod * factor
    }

    private mutating func lose(_ loss: Loss, at now: Duration) {
        term = nil
        self.loss = loss
        if loss == .deadline { needsRead = true }
        notBefore = now
    }

    /// What a leader writes that has ended its last write, and over which version; `nil`: it is not the leader.
    func release(date: String) -> (record: LeaseRecord, version: String)? {
        guard term != nil, var lease = observed?.lease else { return nil }
        lease.record.holder = ""
        lease.record.durationSeconds = 1
        lease.record.renewed = date
        return lease
    }
}
