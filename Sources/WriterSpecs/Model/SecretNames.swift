/// Which names look as if their values were secrets: such values are never shown.
public enum SecretNames {
    private static let words: Set<String> = [
        "PASSWORD", "PASSWD", "PASS", "PASSPHRASE", "PWD", "SECRET", "SECRETS", "TOKEN", "CREDENTIAL", "CREDENTIALS",
        "APIKEY", "DSN",
    ]
    private static let keyQualifiers: Set<String> = ["API", "PRIVATE", "ACCESS", "AUTODISCOVER", "ENCRYPTION", "SIGNING"]

    /// The variables of the environment contract whose value is the name of a secret, which is no secret.
    private static let namesOfSecrets: Set<String> = [
        "KAFKA_SASL_SECRET", "METADATA_SQL_URI_SECRET", "METADATA_SQL_SSL_CA_CERT_SECRET",
        "METADATA_SQL_SSL_CLIENT_CERT_SECRET", "METADATA_SQL_SSL_CLIENT_KEY_SECRET",
    ]

    /// Whether the value of a variable or field of this name is taken for a secret.
    ///
    /// The name is split at everything that is no letter or digit, and between lower and upper case (`apiToken`).
    public static func looksSecret(_ name: String) -> Bool {
        if namesOfSecrets.contains(name.uppercased()) { return false }
        let words = words(of: name)
        if !Self.words.isDisjoint(with: words) { return true }
        return zip(words, words.dropFirst()).contains { $1 == "KEY" && keyQualifiers.contains($0) }
    }

    private static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previousIsLower = false
        for character in name {
            let isWord = character.isLetter || character.isNumber
            if !isWord || (previousIsLower && character.isUppercase) {
                if !word.isEmpty { words.append(word.uppercased()) }
                word = ""
            }
            if isWord { word.append(character) }
            previousIsLower = character.isLowercase
        }
        if !word.isEmpty { words.append(word.uppercased()) }
        return words
    }
}
