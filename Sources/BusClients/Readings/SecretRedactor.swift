/// Takes secrets out of texts that others wrote, before they get into a message or a log.
public struct SecretRedactor: Sendable {
    private let secrets: [String]

    /// Shorter secrets are not looked for: they would be found in every other word, which tells them.
    private static let shortest = 4

    /// Of a longer secret, what begins with as much of it is hidden too: others cut what they repeat.
    private static let telling = 16

    /// Makes a redactor of these secrets.
    public init(_ secrets: [String]) {
        // The longest first: one secret may be part of another.
        self.secrets = secrets.filter { $0.utf8.count >= Self.shortest }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text with each secret replaced, whole or cut.
    public func redact(_ text: String) -> String { secrets.reduce(text) { Self.hide($1, in: $0) } }

    private static func hide(_ secret: String, in text: String) -> String {
        let beginning = secret.prefix(telling)
        var (shown, rest) = ("", text[...])
        while let found = rest.firstRange(of: beginning) {
            shown += rest[..<found.lowerBound] + "<hidden>"
            rest = rest[found.lowerBound...]
            rest = rest.dropFirst(zip(rest, secret).prefix { $0 == $1 }.count)
        }
        return shown + rest
    }
}
