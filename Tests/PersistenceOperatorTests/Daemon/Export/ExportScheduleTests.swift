import KubeClient
import Testing

@testable import PersistenceOperator

@Suite("when something is exported")
struct ExportScheduleTests {
    private var schedule = ExportSchedule(
        interval: .seconds(30),
        backOff: RetryPolicy(
            baseDelay: .seconds(1), maximumDelay: .seconds(8), maximumRetryAfter: .seconds(3600)),
        now: .zero)

    private mutating func next(_ second: Double, _ load: ExportSchedule.Load = .something) -> ExportSchedule.Action {
        schedule.next(at: .seconds(second), load: load)
    }

    private mutating func finish(_ outcome: ExportOutcome, at second: Double, chance: Double = 1) -> Bool {
        schedule.finish(outcome, at: .seconds(second), chance: chance)
    }

    private let failure = ExportOutcome.failed("away", retryAfter: nil)
    private let refusal = ExportOutcome.refused("no", rejected: nil)

    @Test("sends at each interval what there is")
    mutating func interval() {
        #expect(next(0) == .wait(until: .seconds(30)))
        #expect(next(29.9) == .wait(until: .seconds(30)))
        #expect(next(30) == .send)
        let isNews = finish(.accepted, at: 31)
        #expect(!isNews)
        #expect(next(31) == .wait(until: .seconds(61)))
    }

    @Test("sends nothing where there is nothing")
    mutating func nothing() {
        #expect(next(30, .nothing) == .wait(until: .seconds(60)))
        #expect(next(59) == .wait(until: .seconds(60)))
        #expect(next(60) == .send)
    }

    @Test("does not wait with a full batch, but for a receiver that fails")
    mutating func fullBatch() {
        #expect(next(1, .fullBatch) == .send)
        _ = finish(.accepted, at: 1)
        #expect(next(1, .fullBatch) == .send)
        _ = finish(failure, at: 2)
        #expect(next(2, .fullBatch) == .wait(until: .seconds(3)))
        #expect(next(3, .fullBatch) == .send)
    }

    @Test("waits longer after each failure, up to a bound, spread by chance, and begins anew after a success")
    mutating func backOff() {
        var waits: [Duration] = []
        for _ in 0..<5 {
            _ = finish(failure, at: 100)
            if case .wait(let until) = next(100) { waits.append(until - .seconds(100)) }
        }
        #expect(waits == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(8)])
        _ = finish(failure, at: 100, chance: 0.5)
        #expect(next(100) == .wait(until: .seconds(104)))
        _ = finish(.accepted, at: 200)
        _ = finish(failure, at: 300)
        #expect(next(300) == .wait(until: .seconds(301)))
    }

    @Test("waits as long as the receiver asks, within reason")
    mutating func retryAfter() {
        _ = finish(.failed("busy", retryAfter: .seconds(120)), at: 0, chance: 0)
        #expect(next(0) == .wait(until: .seconds(120)))
        _ = finish(.failed("busy", retryAfter: .seconds(1_000_000)), at: 0, chance: 0)
        #expect(next(0) == .wait(until: .seconds(3600)))
    }

    @Test("what is refused is not sent again before the next interval")
    mutating func refused() {
        _ = finish(refusal, at: 0)
        #expect(next(0) == .wait(until: .seconds(30)))
    }

    @Test("says each change of the receiver once")
    mutating func changes() {
        let outcomes = [
            .accepted, failure, failure, refusal, refusal, .accepted, .accepted, failure, .accepted,
        ]
        var news: [Bool] = []
        for outcome in outcomes { news.append(finish(outcome, at: 0)) }
        #expect(news == [false, true, false, true, false, true, false, true, true])
    }
}
