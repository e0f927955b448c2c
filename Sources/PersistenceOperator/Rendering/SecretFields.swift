import Documents
import KubeClient
import WriterSpecs

/// Tells which fields of rendered and live objects no output may show.
public enum SecretFields {
    /// Variables of the contract whose names sound secret: they hold the *name* of a secret, or of a cloud.
    private static let namesOfSecrets: Set<String> = Set(
        EnvironmentField.all.filter { $0.hasSuffix("_secret") || $0 == "secret_client" }.map { $0.uppercased() })

    /// Whether the value at a path is a secret: the data of a Secret, or the value of a variable whose name says so.
    public static func isSecret(_ path: FieldPath) -> Bool {
        switch path.elements.first {
        case .field("data"), .field("stringData"): return true
        default: break
        }
        guard path.elements.last == .field("value"), case .key(let key) = path.elements.dropLast().last,
            let name = key["name"]?.string
        else { return false }
        return isSecret(variable: name)
    }

    /// Whether the value at a path is a secret by the place or by itself, such as a URL with a password.
    public static func isSecret(_ path: FieldPath, holding value: JSONValue) -> Bool {
        isSecret(path) || value.string.map(SecretNames.holdsPassword) == true
    }

    /// Whether the value of a variable of this name is a secret.
    public static func isSecret(variable name: String) -> Bool {
        SecretNames.looksSecret(name) && !namesOfSecrets.contains(name)
    }
}
