import Logging
import Testing

@testable import PersistenceOperator

@Suite("the queue of log records")
struct LogQueueTests {
    private var queue = LogQueue(limits: LogQueue.Limits(records: 4, bytes: 1000, batch: 2))

    private func record(_ message: String) -> LogRecord {
        LogRecord(LogLine(time: WallTime(seconds: 0), level: .info, label: "x", message: message, metadata: [:]))
    }

    private mutating func add(_ messages: String...) { for each in messages { _ = queue.add(record(each)) } }

    private mutating func batch() -> [String] { queue.batch().map(\.message) }

    @Test("gives the oldest first, the same until it is settled")
    mutating func order() {
        #expect(queue.isEmpty && batch() == [])
        add("1", "2", "3")
        #expect(batch() == ["1", "2"])
        add("4")
        #expect(batch() == ["1", "2"])
        queue.settle()
        #expect(batch() == ["3", "4"])
        #expect(!queue.isEmpty)
        queue.settle()
        #expect(queue.isEmpty && queue.overflowed == 0 && queue.refused == 0)
    }

    @Test("drops the oldest that is not being sent, and counts it")
    mutating func overflow() {
        add("1", "2", "3")
        #expect(batch() == ["1", "2"])
        add("4", "5", "6")
        #expect(queue.overflowed == 2)
        #expect(batch() == ["1", "2"])
        queue.settle()
        #expect(batch() == ["5", "6"])
    }

    @Test("holds no more bytes than it may, and nothing that alone is too large")
    mutating func bytes() {
        let text = String(repeating: "x", count: 400)
        add(text + "1", text + "2", text + "3")
        #expect(queue.overflowed == 1)
        #expect(batch() == [text + "2", text + "3"])
        queue.settle()
        add(String(repeating: "x", count: 1001))
        #expect(queue.isEmpty && queue.overflowed == 2)
        add("small")
        #expect(batch() == ["small"])
    }

    @Test("counts what the receiver does not take")
    mutating func refused() {
        add("1", "2", "3")
        _ = batch()
        queue.settle(rejected: 1)
        #expect(queue.refused == 1)
        _ = batch()
        queue.settle(rejected: nil)
        #expect(queue.refused == 2 && queue.isEmpty)
        add("4")
        _ = batch()
        // A receiver cannot reject more than it got.
        queue.settle(rejected: 100)
        #expect(queue.refused == 3)
    }

    @Test("says once that a batch is full")
    mutating func fullBatch() {
        let news = ["1", "2", "3"].map { queue.add(record($0)) }
        #expect(news == [false, true, false])
        #expect(queue.hasFullBatch)
        _ = queue.batch()
        queue.settle()
        #expect(!queue.hasFullBatch)
        let isFullAgain = queue.add(record("4"))
        #expect(isFullAgain)
    }

    @Test("holds 2,048 records and 1 MiB, and gives 512 at a time")
    func limits() {
        #expect(LogQueue.Limits() == LogQueue.Limits(records: 2048, bytes: 1_048_576, batch: 512))
    }
}
