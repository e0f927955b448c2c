import Documents
import Logging

/// A log line that waits to be exported.
struct LogRecord: Hashable, Sendable {
    let time: WallTime
    let level: Logger.Level
    let logger: String
    let message: String
    let attributes: JSONObject
    /// About how many bytes its texts have.
    let size: Int

    /// Takes what a line says, as it says it: no value is asked for its text later.
    init(_ line: LogLine) {
        time = line.time
        level = line.level
        logger = line.label
        message = line.message
        attributes = line.attributes
        size = message.utf8.count + JSONValue.object(attributes).serialized().count
    }
}
