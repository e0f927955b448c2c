import Glibc
import Logging

/// How log lines look.
public enum LogFormat: String, Sendable, CaseIterable {
    /// For people: `2026-11-20T23:00:00Z info reconcile: message key=value`.
    case text
    /// One JSON object a line.
    case json
}

/// The least level that is logged.
public enum LogLevel: String, Sendable, CaseIterable {
    /// Everything.
    case trace
    /// What helps to find a mistake.
    case debug
    /// What happens.
    case info
    /// What happens and matters.
    case notice
    /// What somebody should look at.
    case warning
    /// What failed.
    case error
    /// What ends the process.
    case critical
}

/// Writes log lines to standard error.
public struct OperatorLogHandler: LogHandler {
    /// The least level that is written.
    public var logLevel: Logger.Level
    /// What every line carries.
    public var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: LogFormat
    private let write: @Sendable (String) -> Void
    private let now: @Sendable () -> WallTime
    private let outbox: LogOutbox?

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - write: Takes whole lines with their line break.
    ///   - now: The time that lines carry.
    ///   - outbox: Takes each line too; `nil`: nothing is exported.
    public init(
        label: String, level: Logger.Level, format: LogFormat,
        write: @escaping @Sendable (String) -> Void = { Console.write($0, to: .error) },
        now: @escaping @Sendable () -> WallTime = { .now }, outbox: LogOutbox? = nil
    ) {
        self.label = label
        self.logLevel = level
        self.format = format
        self.write = write
        self.now = now
        self.outbox = outbox
    }

    /// Makes all loggers of the process log this way. Once a process, before the first logger.
    ///
    /// - Parameters:
    ///   - sink: Takes the lines, and loses them where nobody reads; `nil`: they wait for their reader.
    ///   - outbox: Takes what is to be exported: all lines but those of the exporter itself, which would make more of them.
    public static func bootstrap(
        level: LogLevel, format: LogFormat, sink: LogSink? = nil, exportingTo outbox: LogOutbox? = nil
    ) {
        let level = Logger.Level(rawValue: level.rawValue) ?? .info
        // A reader that goes away ends the log, not the process.
        if sink != nil { signal(SIGPIPE, SIG_IGN) }
        LoggingSystem.bootstrap { label in
            let outbox = label == TelemetryExporter.label ? nil : outbox
            guard let sink else {
                return OperatorLogHandler(label: label, level: level, format: format, outbox: outbox)
            }
            return OperatorLogHandler(
                label: label, level: level, format: format,
                write: { sink.write($0) { Self.loss(of: $0, format: format) } }, outbox: outbox)
        }
    }

    /// The line that says how many lines are missing before it.
    private static func loss(of count: Int, format: LogFormat) -> String {
        let line = LogLine(
            time: .now, level: .warning, label: "log", message: "lines are missing here: nobody read them",
            metadata: ["lost": "\(count)"])
        return format == .json ? line.json : line.text
    }

    /// A value that every line carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        var all = metadata
        if let more = event.metadata { all.merge(more) { _, new in new } }
        let line = LogLine(
            time: now(), level: event.level, label: label, message: event.message.description, metadata: all)
        write(format == .json ? line.json : line.text)
        outbox?.add(LogRecord(line))
    }
}
