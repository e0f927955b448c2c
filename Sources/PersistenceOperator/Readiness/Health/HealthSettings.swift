import BusClients
import Documents

/// What a healthy bus is for those who run it: the one place that decides what blocks and what only warns.
public struct HealthSettings: Hashable, Sendable {
    /// For how long writers may be away without losing a message.
    public var outageWindow: Duration
    /// Other severities than the default ones.
    public var severities: [ReadinessReason: FindingSeverity]

    /// A day: MSK's retention is lowered to that to save money, and an outage is seen within it.
    public static let defaultOutageWindow = Duration.seconds(86_400)

    /// Makes settings.
    public init(
        outageWindow: Duration = Self.defaultOutageWindow, severities: [ReadinessReason: FindingSeverity] = [:]
    ) {
        self.outageWindow = outageWindow
        self.severities = severities
    }

    /// What a finding does.
    public func severity(of reason: ReadinessReason) -> FindingSeverity {
        severities[reason] ?? reason.defaultSeverity ?? .ignored
    }
}

extension HealthSettings {
    /// Reads the texts of `--outage-window` and of each `--severity`.
    ///
    /// - Throws: `UsageError` where one of them cannot be understood.
    public init(outageWindow: String, severities: [String]) throws(UsageError) {
        guard let window = TimeLimit(outageWindow, atMost: Self.longestWindow) else {
            throw UsageError(
                "'\(outageWindow)' is no --outage-window", hint: "write a time such as 24h or 7d, at most 365d")
        }
        self.init(outageWindow: window.duration)
        for text in severities {
            let (reason, severity) = try Self.severity(text)
            self.severities[reason] = severity
        }
    }

    private static let longestWindow: Int64 = 365 * 86_400

    private static func severity(_ text: String) throws(UsageError) -> (ReadinessReason, FindingSeverity) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let severity = FindingSeverity(rawValue: parts[1]) else {
            let severities = FindingSeverity.allCases.map(\.rawValue).joined(separator: ", ")
            throw UsageError("'\(text)' is no --severity", hint: "write CODE=SEVERITY, with one of \(severities)")
        }
        let known = ReadinessReason.allCases.filter { $0.defaultSeverity != nil }
        guard let reason = known.first(where: { $0.rawValue == parts[0] }) else {
            let isUnknown = ReadinessReason(rawValue: parts[0])?.readiness == .unknown
            let near = Suggestions.matches(for: parts[0], among: known.map(\.rawValue))
            throw UsageError(
                "--severity names '\(parts[0])', which is no finding",
                hint: isUnknown
                    ? "what cannot be seen holds new endpoints only; see --bus-check"
                    : Suggestions.question(near) ?? "operator check --explain list shows all codes")
        }
        return (reason, severity)
    }
}
