import KubeClient

/// What executing a plan did.
public struct ExecutionReport: Sendable {
    /// Why a run ended before its last step.
    public enum Ending: Hashable, Sendable {
        /// It did not.
        case complete
        /// The API server could not be reached any more.
        case unreachable(String)
        /// Somebody interrupted it.
        case interrupted
    }

    /// The plan.
    public var plan: Plan
    /// One outcome a step, in the plan's order.
    public var outcomes: [StepOutcome]
    /// Whether it ran to its end.
    public var ending: Ending

    /// Makes a report.
    public init(plan: Plan, outcomes: [StepOutcome], ending: Ending) {
        self.plan = plan
        self.outcomes = outcomes
        self.ending = ending
    }

    /// The holds, planned and met while executing.
    public var holds: [(step: PlanStep, hold: Hold)] {
        outcomes.compactMap { outcome in
            if case .held(let hold) = outcome.result { (outcome.step, hold) } else { nil }
        }
    }
}
