import BusClients
import WriterSpecs

/// What `operator bootstrap` would do, or did.
public struct BootstrapReport: Sendable {
    /// How the report is shown.
    public typealias Format = PlanFormat

    /// What was decided.
    public var plan: BootstrapPlan
    /// Whether nothing was sent.
    public var isDryRun: Bool
    /// What came of each step that was sent.
    public var outcomes: [WriterEndpoint.Resource: MakingOutcome] = [:]
    /// What was seen afterwards of what was made.
    public var readings: [WriterEndpoint.Resource: EndpointReading] = [:]

    /// Makes the report of a plan of which nothing was sent yet.
    public init(plan: BootstrapPlan, isDryRun: Bool) {
        self.plan = plan
        self.isDryRun = isDryRun
    }

    /// How one step stands: a word for people and data, what is said of it, and what to do.
    struct Standing {
        let word: String
        let message: String
        let hint: String
        let exitStatus: ExitStatus
    }

    /// How a step stands.
    func standing(of step: BootstrapPlan.Step) -> Standing {
        switch step.action {
        case .refuse:
            return Standing(word: "refused", message: step.message, hint: step.hint, exitStatus: .held)
        case .wait:
            return Standing(word: "unknown", message: step.message, hint: step.hint, exitStatus: .tryAgain)
        default: break
        }
        if isDryRun { return Standing(word: "planned", message: step.message, hint: "", exitStatus: .changes) }
        guard let outcome = outcomes[step.resource] else {
            return Standing(
                word: "not begun", message: step.message, hint: "run it again for the rest", exitStatus: .tryAgain)
        }
        switch outcome.result {
        case .forbidden, .refused:
            return Standing(
                word: "failed", message: outcome.message, hint: outcome.action, exitStatus: .held)
        case .failed:
            return Standing(
                word: "failed", message: outcome.message, hint: outcome.action, exitStatus: .tryAgain)
        case .made, .existed: return seen(step, outcome)
        }
    }

    private func seen(_ step: BootstrapPlan.Step, _ outcome: MakingOutcome) -> Standing {
        let word = outcome.result == .made ? "done" : "done by another"
        let reading = readings[step.resource]
        guard !step.isSeen(in: reading) else {
            return Standing(word: word, message: step.message, hint: "", exitStatus: .success)
        }
        return Standing(
            word: "not seen yet", message: reading?.message ?? "nobody has looked at it since",
            hint: reading.flatMap { $0.action.isEmpty ? nil : $0.action } ?? "run it again",
            exitStatus: reading?.readiness == .notReady && reading?.reason != .topicMissing
                && reading?.reason != .noLeader && reading?.reason != .subscriptionMissing ? .held : .tryAgain)
    }

    /// 0 where all is there, 1 where a dry run would change something, 2 where a person is needed, 75 where it may pass by itself.
    public var exitStatus: ExitStatus {
        ExitStatus.combined(plan.steps.map { standing(of: $0).exitStatus })
    }
}
