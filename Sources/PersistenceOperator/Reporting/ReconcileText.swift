/// What a run did, for people: a line for each write and each hold, then the counts.
public struct ReconcileText {
    /// Makes a printer.
    public init() {}

    /// The whole report.
    public func text(_ report: ExecutionReport, rollouts: [RolloutResult]) -> String {
        var lines: [String] = []
        for outcome in report.outcomes {
            switch outcome.result {
            case .unchanged: break
            case .applied: lines.append("\(verb(outcome.step)) \(outcome.step.object) (\(outcome.step.reason.code))")
            case .held(let hold):
                let action = hold.action.isEmpty ? "" : "; \(hold.action)"
                lines.append("held \(outcome.step.object): \(hold.reason): \(hold.message)\(action)")
            case .notTried: lines.append("not tried \(outcome.step.object)")
            }
            for conflict in outcome.step.conflicts where outcome.result == .applied {
                lines.append("  taken back from \(conflict.manager): \(conflict.path)")
            }
        }
        for notice in report.plan.notices {
            lines.append("note: \(notice.writer.map { "\($0): " } ?? "")\(notice.message) [\(notice.code)]")
        }
        for rollout in rollouts {
            lines.append("rollout \(rollout.writer): \(rollout.state.name): \(rollout.state.message)")
        }
        switch report.ending {
        case .complete: break
        case .interrupted: lines.append("interrupted: run again to finish")
        case .unreachable(let reason): lines.append("the API server was lost: \(reason); run again to finish")
        }
        lines.append(
            "\(report.plan.instance) in \(report.plan.namespace): \(counts(report)); "
                + "bus check: \(report.plan.busCheck.rawValue)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func verb(_ step: PlanStep) -> String {
        switch step.action {
        case .create: "created"
        case .delete: "deleted"
        default: "updated"
        }
    }

    private func counts(_ report: ExecutionReport) -> String {
        let results = report.outcomes.map(\.result)
        let held = results.filter { if case .held = $0 { true } else { false } }.count
        return "\(results.filter { $0 == .applied }.count) written, \(held) held, "
            + "\(results.filter { $0 == .unchanged }.count) unchanged"
            + (results.contains(.notTried) ? ", \(results.filter { $0 == .notTried }.count) not tried" : "")
    }
}
