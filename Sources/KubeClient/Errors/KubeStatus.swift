import Documents

/// The `Status` object with which an API server explains a failure (meta/v1).
public struct KubeStatus: Hashable, Sendable {
    /// One cause, for example one invalid field or one field that another manager owns.
    public struct Cause: Hashable, Sendable {
        /// `FieldValueInvalid`, `FieldManagerConflict`, …
        public let reason: String
        /// For people.
        public let message: String
        /// The field, as `.spec.template.spec.containers[name="writer"].image`; empty where there is none.
        public let field: String

        /// Makes a cause.
        public init(reason: String, message: String, field: String) {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// The HTTP status.
    public let code: Int
    /// `NotFound`, `Conflict`, `Expired`, …; empty where the server gave none.
    public let reason: String
    /// For people.
    public let message: String
    /// The object's kind, as the server names it.
    public let kind: String
    /// The object's name.
    public let name: String
    /// The causes.
    public let causes: [Cause]
    /// How long the server asks to wait, in seconds.
    public let retryAfterSeconds: Int64?

    /// The time that the server asks to wait; never negative.
    var retryAfter: Duration? { retryAfterSeconds.map { .seconds(max(0, min($0, 1_000_000))) } }

    /// Reads a Status; `nil` where the value is none.
    public init?(_ value: JSONValue) {
        guard value["kind"]?.string == "Status" else { return nil }
        let details = value["details"]
        code = Int(value["code"]?.integer ?? 0)
        reason = value["reason"]?.string ?? ""
        message = value["message"]?.string ?? ""
        kind = details?["kind"]?.string ?? ""
        name = details?["name"]?.string ?? ""
        causes = (details?["causes"]?.array ?? []).map {
            Cause(
                reason: $0["reason"]?.string ?? "", message: $0["message"]?.string ?? "",
                field: $0["field"]?.string ?? "")
        }
        retryAfterSeconds = details?["retryAfterSeconds"]?.integer
    }
}
