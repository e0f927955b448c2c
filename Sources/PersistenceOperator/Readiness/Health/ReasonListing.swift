import BusClients
import Documents

/// The codes of readings and findings, explained: `operator check --explain`.
public struct ReasonListing: Sendable {
    private let reasons: [ReadinessReason]
    private let isWhole: Bool

    /// Reads a code, or `list` for all.
    ///
    /// - Throws: `UsageError` where there is no such code.
    public init(_ text: String) throws(UsageError) {
        isWhole = text == "list"
        reasons = ReadinessReason.allCases.filter { text == "list" || $0.rawValue == text }
        guard reasons.isEmpty else { return }
        let near = Suggestions.matches(for: text, among: ReadinessReason.allCases.map(\.rawValue))
        throw UsageError(
            "'\(text)' is no code of a reading or finding",
            hint: Suggestions.question(near) ?? "operator check --explain list shows all")
    }

    /// The listing in a format.
    public func text(_ format: CheckReport.Format) -> String {
        switch format {
        case .json:
            let codes: JSONValue = .array(reasons.map(Self.json))
            return
                (["apiVersion": "persistence-operator.io/v1alpha1", "kind": "ReasonList", "items": codes] as JSONValue)
                .text(pretty: true) + "\n"
        case .text where isWhole:
            let rows = reasons.map { [$0.rawValue, Self.effect(of: $0), ReasonExplanation($0).meaning] }
            return TextTable([["CODE", "EFFECT", "MEANING"]] + rows).lines.joined(separator: "\n") + "\n"
        case .text: return reasons.map(Self.paragraph).joined(separator: "\n")
        }
    }

    private static func paragraph(_ reason: ReadinessReason) -> String {
        let explanation = ReasonExplanation(reason)
        return """
            \(reason.rawValue) (\(effect(of: reason)))
                \(explanation.meaning)
                to do: \(explanation.action)
                source: \(explanation.source)

            """
    }

    private static func json(_ reason: ReadinessReason) -> JSONValue {
        let explanation = ReasonExplanation(reason)
        return [
            "code": .string(reason.rawValue), "effect": .string(effect(of: reason)),
            "meaning": .string(explanation.meaning), "action": .string(explanation.action),
            "source": .string(explanation.source),
        ]
    }

    /// What it does unless `--severity` says otherwise.
    private static func effect(of reason: ReadinessReason) -> String {
        reason.defaultSeverity?.rawValue ?? reason.readiness.rawValue
    }
}
