/// Takes secrets out of texts that others wrote, before they get into a message or a log.
struct SecretRedactor: Sendable {
    private let secrets: [String]

    init(_ secrets: [String]) {
        // The longest first: one secret may be part of another.
        self.secrets = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text with each secret replaced.
    func redact(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "<hidden>") }
    }
}
