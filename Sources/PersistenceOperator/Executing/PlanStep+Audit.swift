import Logging

extension PlanStep {
    /// What a log line about the step says beside instance, revision and source: what, of which writer, and why.
    ///
    /// - Parameter index: Its place in the plan, from 0.
    func auditMetadata(at index: Int) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "step": "\(index + 1)", "object": "\(object)", "action": "\(action.rawValue)", "writer": "\(writer ?? "-")",
            "reason": "\(reason.code)",
        ]
        if !conflicts.isEmpty {
            metadata["taken-from"] =
                "\(conflicts.prefix(3).map { "\($0.manager) (\($0.path))" }.joined(separator: ", "))"
        }
        return metadata
    }
}
