import Documents

/// One finding about a spec document.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable {
        /// The document, or the writer it belongs to, cannot be used.
        case error
        /// It can be used; somebody should look.
        case warning
    }

    /// What an error makes unusable.
    public enum Scope: Hashable, Sendable {
        /// Everything.
        case document
        /// The writer at that index.
        case writer(Int)
    }

    /// The kind of finding, stable across releases, kebab-case: `unknown-field`, `quantity`, …
    public var code: String
    /// How bad it is.
    public var severity: Severity
    /// What it makes unusable.
    public var scope: Scope
    /// Where it is.
    public var position: SourcePosition
    /// The path of the field, as the document spells it: `writers[0].limit.memory`; empty for the document.
    public var path: String
    /// What is wrong, in one sentence without a full stop.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// Makes a finding.
    public init(
        code: String, severity: Severity, scope: Scope, position: SourcePosition, path: String, message: String,
        hint: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.scope = scope
        self.position = position
        self.path = path
        self.message = message
        self.hint = hint
    }
}
