import Documents
import Logging
import Synchronization
import Testing

@testable import PersistenceOperator

@Suite("Log lines")
struct OperatorLogHandlerTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func append(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private func logger(_ format: LogFormat, level: Logger.Level = .info) -> (Logger, Lines) {
        let lines = Lines()
        let logger = Logger(label: "reconcile") { label in
            OperatorLogHandler(
                label: label, level: level, format: format, write: { lines.append($0) },
                now: { WallTime(seconds: 1_795_215_600) })
        }
        return (logger, lines)
    }

    @Test("text is one line, metadata in order, blanks quoted, control characters escaped")
    func text() {
        var (logger, lines) = logger(.text)
        logger[metadataKey: "writer"] = "online"
        logger.info("applied\nthis", metadata: ["b": "two words", "a": ""])
        #expect(
            lines.all == [
                "2026-11-20T23:00:00.000Z info reconcile: applied\\u{a}this a=\"\" b=\"two words\" writer=online\n"
            ])
    }

    @Test("JSON is one object a line, and metadata never replaces a key of ours")
    func json() throws {
        let (logger, lines) = logger(.json)
        logger.warning("held", metadata: ["message": "x", "list": ["a", "b"], "map": ["k": "v"]])
        let line = try #require(lines.all.first)
        #expect(line.hasSuffix("}\n") && line.filter { $0 == "\n" }.count == 1)
        #expect(
            try JSONValue(parsing: line) == [
                "time": "2026-11-20T23:00:00.000Z", "level": "warning", "logger": "reconcile", "message": "held",
                "metadata.message": "x", "list": ["a", "b"], "map": ["k": "v"],
            ])
    }

    @Test("lines below the level are not written")
    func level() {
        let (logger, lines) = logger(.text, level: .error)
        logger.warning("no")
        logger.error("yes")
        #expect(lines.all.count == 1)
    }

    @Test("what is exported is what is written, metadata of the logger included")
    func exported() {
        let outbox = LogOutbox()
        var logger = Logger(label: "reconcile") { label in
            OperatorLogHandler(
                label: label, level: .info, format: .text, write: { _ in }, now: { WallTime(seconds: 1) },
                outbox: outbox)
        }
        logger[metadataKey: "writer"] = "online"
        logger.debug("below the level")
        logger.info("applied", metadata: ["list": ["a"]])
        let line = LogLine(
            time: WallTime(seconds: 1), level: .info, label: "reconcile", message: "applied",
            metadata: ["writer": "online", "list": ["a"]])
        #expect(outbox.withQueue { $0.batch() } == [LogRecord(line)])
    }
}
