import Documents
import Logging

/// One log line, before it is written.
struct LogLine {
    let time: WallTime
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: Logger.Metadata

    /// The metadata as JSON.
    var attributes: JSONObject { JSONObject(metadata.mapValues(Self.json)) }

    /// One JSON object and a line break.
    var json: String {
        var object: JSONValue = [
            "time": .string(time.text), "level": .string(level.rawValue), "logger": .string(label),
            "message": .string(message),
        ]
        for member in attributes {
            // A key of our own is never overwritten by metadata.
            object[object[member.key] == nil ? member.key : "metadata.\(member.key)"] = member.value
        }
        return object.text() + "\n"
    }

    /// `time level label: message key=value …` and a line break.
    var text: String {
        var line = "\(time.text) \(level) \(label): \(DiagnosticText.oneLine(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let shown = DiagnosticText.oneLine(value.description)
            let quoted = shown.isEmpty || shown.contains(" ") ? JSONValue.string(shown).text() : shown
            line += " \(key)=\(quoted)"
        }
        return line + "\n"
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(text)
        case .stringConvertible(let value): return .string(value.description)
        case .array(let values): return .array(values.map(json))
        case .dictionary(let values):
            return .object(JSONObject(values.mapValues(json)))
        }
    }
}
