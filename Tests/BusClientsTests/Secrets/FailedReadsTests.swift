import Testing

@testable import BusClients

@Suite("reads of secrets that failed")
struct FailedReadsTests {
    private struct Failure: Error, Equatable {}

    private let start = ContinuousClock.now
    private var reads = FailedReads<String, Failure>()

    private func holds(_ seconds: Double, key: String = "a") -> Bool {
        reads.current(key, at: start + .seconds(seconds)) != nil
    }

    private mutating func fail(at seconds: Double) {
        reads.record(Result<Int, Failure>.failure(Failure()), of: "a", at: start + .seconds(seconds))
    }

    @Test("hold for half a minute, then twice as long each time, at most five minutes; each secret for itself")
    mutating func doubling() {
        #expect(!holds(0))
        var now = 0.0
        for wait in [30.0, 60, 120, 240, 300, 300] {
            fail(at: now)
            #expect(holds(now + wait - 0.1))
            #expect(!holds(now + wait))
            #expect(!holds(now, key: "b"))
            now += wait
        }
    }

    @Test("are forgotten with a read that succeeds")
    mutating func success() {
        fail(at: 0)
        fail(at: 30)
        reads.record(Result<Int, Failure>.success(1), of: "a", at: start + .seconds(90))
        #expect(!holds(90))
        fail(at: 100)
        #expect(holds(129.9))
        #expect(!holds(130))
    }
}
