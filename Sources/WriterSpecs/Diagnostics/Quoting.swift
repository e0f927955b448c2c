/// Shows what a document says in a message.
enum Quoting {
    /// The text in single quotes, shortened, its control characters as escapes.
    static func quoted(_ text: String, limit: Int = 80) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            shown +=
                scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
                ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return "'\(shown)\(text.unicodeScalars.count > limit ? "…" : "")'"
    }
}
