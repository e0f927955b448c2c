/// What became of one step.
public struct StepOutcome: Sendable {
    /// How it ended.
    public enum Result: Hashable, Sendable {
        /// Nothing was to be done.
        case unchanged
        /// It was written.
        case applied
        /// Nothing was done, for this reason.
        case held(Hold)
        /// It was not tried, since the run ended before: interrupted, or the API server was lost.
        case notTried
    }

    /// The step, as it was executed last: a conflict plans it anew.
    public var step: PlanStep
    /// How it ended.
    public var result: Result

    /// Makes an outcome.
    public init(step: PlanStep, result: Result) {
        self.step = step
        self.result = result
    }
}
