import FoundationEssentials

/// Times as clouds write them.
enum CloudTime {
    /// Reads `2026-01-31T23:59:59Z`, with or without fractions of a second.
    static func parse(_ text: String) -> Date? {
        (try? Date(text, strategy: .iso8601))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
