import KubeClient

/// Recognises that somebody keeps changing what we keep putting back: a mutating webhook, another controller. Then it is no use
/// to go on; a person must decide. A pure value.
public struct ContestWatch<Instant: InstantProtocol>: Sendable where Instant.Duration == Duration {
    /// When it is enough.
    public struct Settings: Hashable, Sendable {
        /// Mends of the same field of one object within the window.
        public var rounds: Int
        /// The time in which they count.
        public var window: Duration
        /// For how long the object is then left alone; it doubles each time.
        public var pause: Duration
        /// The longest pause.
        public var longestPause: Duration

        /// Makes settings: 5 rounds in 30 minutes, a pause of 5 minutes to 1 hour.
        public init(
            rounds: Int = 5, window: Duration = .seconds(1800), pause: Duration = .seconds(300),
            longestPause: Duration = .seconds(3600)
        ) {
            self.rounds = rounds
            self.window = window
            self.pause = pause
            self.longestPause = longestPause
        }
    }

    private struct Record {
        var mends: [FieldPath: [Instant]] = [:]
        var pausedUntil: Instant?
        var pauses = 0
    }

    private let settings: Settings
    private var records: [ObjectKey: Record] = [:]

    /// Makes a watch that has seen nothing.
    public init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// The steps, with those held that would go on with a contest.
    public mutating func judge(_ steps: [PlanStep], now: Instant) -> [PlanStep] {
        steps.map { step in
            guard step.action == .update, step.reason.code == "Drift", var record = records[step.object] else {
                return step
            }
            if let until = record.pausedUntil, until <= now {
                record.pausedUntil = nil
                record.mends = [:]
            }
            let contested = step.changes.first { change in
                let recent = (record.mends[change.path] ?? []).count { $0.duration(to: now) < settings.window }
                return recent >= settings.rounds
            }
            if contested != nil, record.pausedUntil == nil {
                let pause = min(settings.pause * (1 << min(record.pauses, 16)), settings.longestPause)
                record.pausedUntil = now.advanced(by: pause)
                record.pauses += 1
            }
            records[step.object] = record
            guard record.pausedUntil != nil else { return step }
            return Self.held(step, contested ?? step.changes.first, rounds: settings.rounds)
        }
    }

    /// Takes what a pass did.
    public mutating func record(_ outcomes: [StepOutcome], now: Instant) {
        for outcome in outcomes where outcome.result == .applied {
            guard outcome.step.action == .update, outcome.step.reason.code == "Drift" else {
                // The spec changed, or the object was made anew: another story begins.
                records[outcome.step.object] = nil
                continue
            }
            var record = records[outcome.step.object] ?? Record()
            for change in outcome.step.changes {
                let recent = (record.mends[change.path] ?? []).filter { $0.duration(to: now) < settings.window }
                record.mends[change.path] = recent + [now]
            }
            records[outcome.step.object] = record
        }
    }

    private static func held(_ step: PlanStep, _ change: FieldChange?, rounds: Int) -> PlanStep {
        let owner = change.flatMap { change in step.conflicts.first { $0.path == change.path }?.manager }
        let who = owner.map { "the manager '\($0)'" } ?? "somebody (no other manager owns it: a mutating webhook?)"
        var held = step
        held.action = .hold
        held.write = nil
        held.hold = Hold(
            .needsPerson, reason: "Contested",
            message: "\(who) changed \(change?.path.description ?? "a field") of \(step.object) back \(rounds) times",
            action: "stop what changes it, or ask the spec for that value; it is tried again later")
        return held
    }
}
