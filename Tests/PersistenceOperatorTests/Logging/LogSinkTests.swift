import Glibc
import Testing

@testable import PersistenceOperator

@Suite("a log that nobody reads")
struct LogSinkTests {
    /// A pipe that holds one page.
    private final class Pipe {
        let reading: Int32
        let writing: Int32

        init() {
            var ends: [Int32] = [-1, -1]
            #expect(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
            // F_SETPIPE_SZ, which the module of glibc lacks.
            #expect(fcntl(writing, 1031, 4096) == 4096)
        }

        deinit {
            close(reading)
            close(writing)
        }

        func read() -> String {
            var bytes = [UInt8](repeating: 0, count: 8192)
            let count = Glibc.read(reading, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    private func lost(_ count: Int) -> String { "lost \(count)\n" }

    @Test("fault 9: what is not read in time is lost, without waiting again, and said where it is missing")
    func blocked() {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.writing, patience: .milliseconds(20))
        sink.write("first\n", loss: lost)
        #expect(pipe.read() == "first\n")
        let page = String(repeating: "x", count: 4095) + "\n"
        sink.write(page, loss: lost)
        let start = ContinuousClock.now
        for _ in 0..<1000 { sink.write("unread\n", loss: lost) }
        #expect(start.duration(to: .now) < .seconds(10))
        #expect(sink.lostLines == 1000)
        #expect(pipe.read() == page)
        sink.write("next\n", loss: lost)
        #expect(pipe.read() == "lost 1000\nnext\n")
        sink.write("last\n", loss: lost)
        #expect(pipe.read() == "last\n")
        #expect(sink.lostLines == 1000)
    }

    @Test("fault 9: a long line that is cut off ends before what follows")
    func torn() {
        let pipe = Pipe()
        let sink = LogSink(descriptor: pipe.writing, patience: .milliseconds(1))
        sink.write(String(repeating: "x", count: 6000) + "\n", loss: lost)
        #expect(pipe.read() == String(repeating: "x", count: 4096))
        sink.write("next\n", loss: lost)
        #expect(pipe.read() == "\nlost 1\nnext\n")
    }

    @Test("fault 9: a log that is closed stops nobody")
    func closed() {
        let sink = LogSink(descriptor: -1, patience: .milliseconds(1))
        sink.write("nobody\n", loss: lost)
        #expect(sink.lostLines == 1)
    }
}
