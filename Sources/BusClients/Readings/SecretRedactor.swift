/// Takes secrets out of texts that others wrote, before they get into a message or a log.
public struct SecretRedactor: Sendable {
    private let secrets: [String]

    /// Shorter secrets are not looked for: they would be found in every other word, which tells them.
    private static let shortest = 4

    /// Makes a redactor of these secrets.
    public init(_ secrets: [String]) {
        // The longest first: one secret may be part of another.
        self.secrets = secrets.filter { $0.utf8.count >= Self.shortest }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text with each secret replaced.
    public func redact(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "<hidden>") }
    }
}
