/// How plans and reports are shown.
public enum PlanFormat: String, Sendable, CaseIterable {
    /// For people: a unified diff, or a line for each write.
    case text
    /// As data, with `apiVersion` and `kind`.
    case json
}

/// What a one-shot job leaves behind: a text for standard output, and how the command ends.
public struct JobResult: Sendable {
    /// The text.
    public var text: String
    /// The exit status.
    public var exitStatus: ExitStatus
    /// What standard error gets: whole lines.
    public var errors: String

    /// Makes a result.
    public init(text: String, exitStatus: ExitStatus, errors: String = "") {
        self.text = text
        self.exitStatus = exitStatus
        self.errors = errors
    }
}
