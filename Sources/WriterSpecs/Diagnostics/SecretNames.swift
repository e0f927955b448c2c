/// Tells by its name whether a value is a secret, which no output may show.
public enum SecretNames {
    private static let words: Set<String> = [
        "password", "passwd", "pwd", "passphrase", "secret", "secrets", "token", "tokens", "credential", "credentials",
        "key", "apikey", "privatekey", "auth", "dsn", "pass", "pgpass", "jwt",
    ]
    /// Names with such a word that say where a secret is, or that something is no secret.
    private static let harmlessEndings: Set<String> = [
        "name", "file", "path", "dir", "id", "arn", "url", "ttl", "timeout", "size", "count", "type", "public",
        "prefix", "enabled", "mode",
    ]

    /// Whether the name of a variable or field says that its value is a secret: `DB_PASSWORD`, `apiKey`, but neither
    /// `TOKEN_FILE` nor `MONKEY`.
    public static func looksSecret(_ name: String) -> Bool {
        var parts: [String] = []
        var current = ""
        var previousIsLower = false
        for character in name {
            let isSeparator = !(character.isLetter || character.isNumber)
            if isSeparator || character.isUppercase && previousIsLower {
                if !current.isEmpty { parts.append(current.lowercased()) }
                current = ""
            }
            if !isSeparator { current.append(character) }
            previousIsLower = character.isLowercase
        }
        if !current.isEmpty { parts.append(current.lowercased()) }
        guard let last = parts.last, !harmlessEndings.contains(last) else { return false }
        return parts.contains { part in
            words.contains(part) || part.hasSuffix("password") || part.hasSuffix("secret") || part.hasSuffix("token")
        }
    }

    /// Whether a value is a URI with a password in it: `postgresql://user:password@host`.
    public static func holdsPassword(_ value: String) -> Bool {
        let bytes = Array(value.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return false
        }
        let authority = bytes[(colon + 3)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let user = authority[..<at]
        guard let separator = user.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let password = user[(separator + 1)...]
        return !password.isEmpty && !password.starts(with: "$(".utf8)
    }

    /// Whether a value could be a secret written out: not empty, no reference to another variable, no flag.
    static func looksInline(_ value: String) -> Bool {
        !value.isEmpty && !value.hasPrefix("$(") && !["true", "false", "0", "1", "none"].contains(value.lowercased())
    }
}
