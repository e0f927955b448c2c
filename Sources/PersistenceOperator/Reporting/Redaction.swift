import Documents
import KubeClient
import WriterSpecs

/// Takes secrets out of what is shown: data of Secrets, and values of variables whose names look secret.
public enum Redaction {
    /// What is shown instead.
    public static let mark: JSONValue = "<redacted>"

    /// An object as it may be shown.
    public static func redacted(_ object: JSONValue, kind: String) -> JSONValue {
        guard kind == "Secret" else { return redactingVariables(object) }
        var copy = object
        for field in ["data", "stringData"] {
            guard let members = object[field]?.object else { continue }
            copy[field] = .object(JSONObject(Dictionary(uniqueKeysWithValues: members.map { ($0.key, mark) })))
        }
        return copy
    }

    /// A change as it may be shown: that a secret changed is no secret.
    public static func redacted(_ change: FieldChange, kind: String) -> FieldChange {
        var copy = change
        let isSecretData =
            kind == "Secret" && [.field("data"), .field("stringData")].contains(change.path.elements.first)
        let holdsPassword = [change.old, change.new].contains { $0?.string.map(SecretNames.holdsPassword) == true }
        if isSecretData || holdsPassword || variable(of: change.path).map(SecretFields.isSecret(variable:)) == true {
            copy.old = change.old.map { _ in mark }
            copy.new = change.new.map { _ in mark }
        } else {
            copy.old = change.old.map(redactingVariables)
            copy.new = change.new.map(redactingVariables)
        }
        return copy
    }

    /// The variable whose value a path leads into.
    private static func variable(of path: FieldPath) -> String? {
        for (field, element) in zip(path.elements, path.elements.dropFirst()) where field == .field("env") {
            if case .key(let key) = element { return key["name"]?.string }
        }
        return nil
    }

    /// Redacts every `{name, value}` whose name looks secret, and every URL with a password, wherever it stands.
    private static func redactingVariables(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(redactingVariables))
        case .object(let members):
            var copy = JSONObject()
            for member in members { copy[member.key] = redactingVariables(member.value) }
            if let name = members["name"]?.string, members["value"]?.string != nil,
                SecretFields.isSecret(variable: name)
            {
                copy["value"] = mark
            }
            return .object(copy)
        case .string(let text) where SecretNames.holdsPassword(text): return mark
        default: return value
        }
    }
}
