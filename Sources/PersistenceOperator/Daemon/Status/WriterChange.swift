import Documents
import FoundationEssentials

/// The last write that the controller made for a writer, and why.
public struct WriterChange: Hashable, Sendable {
    /// When it was made.
    public var time: Date
    /// What was done.
    public var action: PlanStep.Action
    /// To an object of which kind.
    public var kind: String
    /// Why: the code of a plan's step.
    public var reason: String

    /// The last changes of writers after a pass; of what it wrote for one of them, its Deployment says the most.
    static func all(in report: PassReport, time: Date) -> [String: WriterChange] {
        report.written.reduce(into: [:]) { changes, write in
            guard let writer = write.writer, changes[writer]?.kind != "Deployment" else { return }
            changes[writer] = WriterChange(
                time: time, action: write.action, kind: write.object.kind, reason: write.reason)
        }
    }

    /// The change as a document.
    var json: JSONValue {
        [
            "time": .string(time.formatted(.iso8601)), "action": .string(action.rawValue), "kind": .string(kind),
            "reason": .string(reason),
        ]
    }
}
