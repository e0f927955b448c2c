import Documents
import FoundationEssentials

/// What the annotation `persistence-operator.io/paused` says: `true`, or `until=2026-01-31T08:00:00Z`. It is the hand brake of
/// the person on call: what it stops is left as it is, whatever the spec says.
public struct Pause: Hashable, Sendable {
    /// When it ends; `nil`: when somebody takes the annotation away.
    public var until: Date?
    /// Whether it is neither `false` nor a time: such a pause holds, and is told.
    public var isMalformed = false

    /// The annotation, on the source's object, on the instance's inventory, or on a writer's Deployment.
    public static let annotation = "persistence-operator.io/paused"

    /// Reads the annotation's value; `nil`: no pause.
    public init?(_ value: String?) {
        guard let value, value != "false" else { return nil }
        switch value {
        case "true", "": return
        case let text where text.hasPrefix("until="):
            until = try? Date(String(text.dropFirst("until=".count)), strategy: .iso8601)
            isMalformed = until == nil
        default: isMalformed = true
        }
    }

    /// Reads it from an object.
    init?(of object: JSONValue) {
        self.init(object["metadata"]?["annotations"]?[Self.annotation]?.string)
    }

    /// Whether it still holds.
    public func holds(at now: Date) -> Bool { until.map { now < $0 } ?? true }

    /// What is said of it.
    var message: String {
        if isMalformed { return "paused; the annotation \(Self.annotation) is neither true, false nor until=TIME" }
        return until.map { "paused until \($0.formatted(.iso8601))" } ?? "paused until \(Self.annotation) is taken away"
    }
}
