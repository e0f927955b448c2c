import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("when the status is written")
struct StatusScheduleTests {
    private typealias Schedule = StatusSchedule<ImmediateClock.Instant>

    private let start = ImmediateClock().now

    private func at(_ seconds: Int) -> ImmediateClock.Instant { start.advanced(by: .seconds(seconds)) }

    /// A schedule whose first write began at zero, and ended.
    private func schedule(isWritten: Bool, took seconds: Int = 0) -> Schedule {
        var schedule = Schedule()
        #expect(schedule.change(now: start) == true)
        #expect(schedule.take(now: start) == true)
        schedule.begin(now: start)
        schedule.finish(isWritten: isWritten, now: at(seconds))
        return schedule
    }

    @Test("at once, and not before there is something to say")
    func first() {
        var schedule = Schedule()
        #expect(schedule.due == nil)
        #expect(schedule.take(now: start) == false)
        #expect(schedule.change(now: at(3)) == true)
        #expect(schedule.due == at(3))
        #expect(schedule.take(now: at(2)) == false)
        #expect(schedule.take(now: at(3)) == true)
        #expect(schedule.take(now: at(3)) == false, "once")
    }

    @Test("many changes are one write, a second after the last one")
    func interval() {
        var schedule = schedule(isWritten: true)
        #expect(schedule.due == nil)
        #expect(schedule.change(now: start) == true)
        #expect(schedule.change(now: start) == false, "it is due anyway")
        #expect(schedule.due == at(1))
    }

    @Test(
        "one that takes long leaves nine tenths of the time to others, up to half a minute",
        arguments: [(2, 18), (9, 30)])
    func large(took: Int, pause: Int) {
        var schedule = schedule(isWritten: true, took: took)
        #expect(schedule.change(now: at(took)) == true)
        #expect(schedule.due == at(pause))
    }

    @Test("what is refused is tried again ever more seldom, at last every five minutes")
    func refused() {
        var schedule = schedule(isWritten: false)
        var now = start
        var waits: [Duration] = []
        while waits.count < 8, let due = schedule.due {
            waits.append(now.duration(to: due))
            now = due
            #expect(schedule.take(now: now) == true)
            schedule.begin(now: now)
            schedule.finish(isWritten: false, now: now)
        }
        #expect(waits == [10, 20, 40, 80, 160, 300, 300, 300].map(Duration.seconds))
    }

    @Test("something new to say is tried 10 s after the last refusal, and as if that had been the first")
    func newAfterRefusals() {
        var schedule = schedule(isWritten: false)
        for time in [10, 30, 70] {
            #expect(schedule.take(now: at(time)) == true)
            schedule.begin(now: at(time))
            schedule.finish(isWritten: false, now: at(time))
        }
        #expect(schedule.due == at(150))
        #expect(schedule.change(now: at(72)) == true)
        #expect(schedule.change(now: at(73)) == false)
        #expect(schedule.due == at(80))
        #expect(schedule.take(now: at(80)) == true)
        schedule.begin(now: at(80))
        schedule.finish(isWritten: false, now: at(80))
        #expect(schedule.due == at(90))
    }

    @Test("what came while it was being refused does not hurry it")
    func changedMeanwhile() {
        var schedule = Schedule()
        #expect(schedule.change(now: start) == true)
        #expect(schedule.take(now: start) == true)
        schedule.begin(now: start)
        #expect(schedule.change(now: start) == true)
        schedule.finish(isWritten: false, now: start)
        #expect(schedule.due == at(10))
    }

    @Test("a write that is made ends the waiting")
    func success() {
        var schedule = schedule(isWritten: false)
        #expect(schedule.take(now: at(10)) == true)
        schedule.begin(now: at(10))
        schedule.finish(isWritten: true, now: at(10))
        #expect(schedule.due == nil)
        #expect(schedule.change(now: at(10)) == true)
        #expect(schedule.due == at(11))
    }
}
