import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("when passes are made")
struct ReconcileScheduleTests {
    private typealias Schedule = ReconcileSchedule<ImmediateClock.Instant>

    private let start = ImmediateClock().now

    private func at(_ milliseconds: Int) -> ImmediateClock.Instant { start.advanced(by: .milliseconds(milliseconds)) }

    @Test("nothing is due before something happens")
    func idle() {
        var schedule = Schedule()
        #expect(schedule.next(now: start) == .wait(until: nil))
    }

    @Test("causes that come together are one pass, soon after the first of them")
    func gathering() {
        var schedule = Schedule()
        schedule.trigger(.cluster, now: at(0))
        schedule.trigger(.spec, now: at(40))
        #expect(schedule.next(now: at(40)) == .wait(until: at(50)))
        #expect(schedule.next(now: at(50)) == .reconcile([.cluster, .spec]))
        schedule.finish(.settled, now: at(60), jitter: 0.5)
        #expect(schedule.next(now: at(1_000_000)) == .wait(until: nil))
    }

    @Test("what happens during a pass begins another one, however often it happened")
    func whileRunning() {
        var schedule = Schedule()
        schedule.trigger(.start, now: at(0))
        #expect(schedule.next(now: at(50)) == .reconcile([.start]))
        for moment in 60..<80 { schedule.trigger(.cluster, now: at(moment)) }
        #expect(schedule.next(now: at(200)) == .wait(until: nil), "one at a time")
        #expect(schedule.depth == 1)
        schedule.finish(.settled, now: at(200), jitter: 0.5)
        #expect(schedule.next(now: at(200)) == .reconcile([.cluster]))
    }

    @Test(
        "fault 22: a pass is tried again ever more slowly: at last every 30 s where none can be made, else every five minutes",
        arguments: [(ReconcileSchedule<ImmediateClock.Instant>.Ending.failed, 30), (.unsettled, 300)])
    func backOff(ending: ReconcileSchedule<ImmediateClock.Instant>.Ending, longest: Int) {
        var schedule = Schedule()
        var now = start
        schedule.trigger(.start, now: now)
        now = now.advanced(by: .milliseconds(50))
        var waits: [Duration] = []
        for _ in 0..<12 {
            guard case .reconcile = schedule.next(now: now) else { break }
            schedule.finish(ending, now: now, jitter: 0.5)
            guard case .wait(let until?) = schedule.next(now: now) else { break }
            waits.append(now.duration(to: until))
            now = until
        }
        #expect(waits.prefix(4) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(waits.suffix(3).allSatisfy { $0 == .seconds(longest) })
        #expect(waits.count == 12)
    }

    @Test("back-offs differ by up to a fifth")
    func jitter() {
        func wait(_ jitter: Double) -> Int64? {
            var schedule = Schedule()
            schedule.trigger(.start, now: start)
            _ = schedule.next(now: at(50))
            schedule.finish(.failed, now: at(50), jitter: jitter)
            guard case .wait(let until?) = schedule.next(now: at(50)) else { return nil }
            let (seconds, attoseconds) = at(50).duration(to: until).components
            return seconds * 1000 + attoseconds / 1_000_000_000_000_000
        }
        #expect(wait(0) == 800)
        #expect(wait(1) == 1200)
        #expect(wait(7) == 1200, "whatever the generator says")
    }

    @Test("after a success the next failure waits as briefly as the first")
    func reset() {
        var schedule = Schedule()
        for _ in 0..<5 {
            schedule.trigger(.spec, now: start)
            _ = schedule.next(now: at(50))
            schedule.finish(.failed, now: at(50), jitter: 0.5)
        }
        #expect(schedule.next(now: at(50)) == .wait(until: at(16_050)))
        schedule.trigger(.spec, now: start)
        _ = schedule.next(now: at(50))
        schedule.finish(.settled, now: at(50), jitter: 0.5)
        schedule.trigger(.spec, now: start)
        _ = schedule.next(now: at(50))
        schedule.finish(.failed, now: at(50), jitter: 0.5)
        #expect(schedule.next(now: at(50)) == .wait(until: at(1_050)))
    }

    @Test("fault 22: what is held after an outage is tried again as soon as if there had been none")
    func afterAnOutage() {
        var schedule = Schedule()
        for ending in [Schedule.Ending](repeating: .failed, count: 12) + [.unsettled] {
            schedule.trigger(.spec, now: start)
            _ = schedule.next(now: at(50))
            schedule.finish(ending, now: at(50), jitter: 0.5)
        }
        #expect(schedule.next(now: at(50)) == .wait(until: at(1050)))
    }

    @Test("events do not cut the back-off of a failure short; a person's new spec does")
    func eventsWhileFailing() {
        var schedule = Schedule()
        schedule.trigger(.start, now: at(0))
        _ = schedule.next(now: at(50))
        schedule.finish(.failed, now: at(50), jitter: 0.5)
        schedule.trigger(.cluster, now: at(100))
        #expect(schedule.next(now: at(500)) == .wait(until: at(1050)))
        schedule.trigger(.spec, now: at(500))
        #expect(schedule.next(now: at(550)) == .reconcile([.cluster, .spec]))
    }

    @Test("what is held for one writer delays no repair of another, and is tried again by itself")
    func unsettled() {
        var schedule = Schedule()
        schedule.trigger(.start, now: at(0))
        _ = schedule.next(now: at(50))
        schedule.finish(.unsettled, now: at(50), jitter: 0.5)
        schedule.trigger(.cluster, now: at(100))
        #expect(schedule.next(now: at(150)) == .reconcile([.cluster]))
        schedule.finish(.unsettled, now: at(150), jitter: 0.5)
        #expect(schedule.next(now: at(150)) == .wait(until: at(2150)))
        #expect(schedule.next(now: at(2150)) == .reconcile([.retry]))
    }
}
