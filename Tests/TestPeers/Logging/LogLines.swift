import Logging
import Synchronization

/// Keeps what is logged, as short texts: `warning held: why reason=X writer=a`.
public final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    /// Keeps nothing yet.
    public init() {}

    /// The lines so far.
    public var all: [String] { lines.withLock { $0 } }

    /// The lines with these words.
    public func lines(containing words: String) -> [String] { all.filter { $0.contains(words) } }

    /// What puts lines here, from level debug.
    public var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = metadata.merging(event.metadata ?? [:]) { $1 }
            let text = values.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            lines.lines.withLock { $0.append("\(event.level) \(event.message)\(text)") }
        }
    }
}
