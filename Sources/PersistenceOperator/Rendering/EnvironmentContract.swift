import Documents
import WriterSpecs

/// The environment of a writer's container: this project's contract with the images (docs/environment.md).
enum EnvironmentContract {
    /// Raised when a variable changes its name or meaning; a label on each Deployment tells it.
    static let version = "v1"

    /// The name of a field's variable for a type: its upper-cased name, unless the catalogue says otherwise.
    static func variable(for field: String, type: WriterType) -> String {
        type.environmentNames[field] ?? field.uppercased()
    }

    /// The value with its dollar signs doubled where Kubernetes would read them as a reference or an escape, so that the
    /// container sees the value as it is.
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(UInt8(ascii: "$")) else { return value }
        var result = ""
        var run = 0
        func flush(before next: Character?) {
            let isSpecial = run > 1 || next == "("
            result += String(repeating: "$", count: isSpecial ? run * 2 : run)
            run = 0
        }
        for character in value {
            if character == "$" {
                run += 1
            } else {
                flush(before: character)
                result.append(character)
            }
        }
        flush(before: nil)
        return result
    }
}
