import ArgumentParser
import PersistenceOperator

extension LogFormat: ExpressibleByArgument {}
extension LogLevel: ExpressibleByArgument {}

/// How the command logs, to standard error.
struct LoggingOptions: ParsableArguments {
    @Option(help: "The least level that is logged.")
    var logLevel: LogLevel = .notice

    @Option(help: "How log lines look.")
    var logFormat: LogFormat = .text

    /// Makes all loggers log this way; call it first.
    ///
    /// - Parameters:
    ///   - sink: For a process that goes on although nobody reads its log.
    ///   - outbox: Takes what is to be exported.
    func bootstrap(to sink: LogSink? = nil, exportingTo outbox: LogOutbox? = nil) {
        OperatorLogHandler.bootstrap(level: logLevel, format: logFormat, sink: sink, exportingTo: outbox)
    }
}
