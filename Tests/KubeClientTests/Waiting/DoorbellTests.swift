import TestPeers
import Testing

@testable import KubeClient

@Suite("the doorbell of the controller", .timeLimit(.minutes(1)))
struct DoorbellTests {
    private let clock = ContinuousClock()

    @Test("rung while nobody waits, it lets the next wait return at once, and only that")
    func rungBefore() async {
        let bell = Doorbell()
        bell.ring()
        bell.ring()
        await bell.wait(until: nil, clock: clock)
        let deadline = clock.now.advanced(by: .milliseconds(20))
        await bell.wait(until: deadline, clock: clock)
        #expect(clock.now >= deadline)
    }

    @Test("the time limit of one wait does not end the next: a loop that waits again and again would spin")
    func timersEnd() async {
        let bell = Doorbell()
        for _ in 0..<20 {
            bell.ring()
            await bell.wait(until: clock.now.advanced(by: .seconds(100)), clock: clock)
        }
        let deadline = clock.now.advanced(by: .milliseconds(100))
        await bell.wait(until: deadline, clock: clock)
        #expect(clock.now >= deadline)
    }

    @Test("wakes who waits")
    func wakes() async {
        let bell = Doorbell()
        let waiter = Task { await bell.wait(until: nil, clock: clock) }
        bell.ring()
        await waiter.value
    }

    @Test("returns when the task is cancelled, before or while it waits")
    func cancelled() async {
        let bell = Doorbell()
        let waiter = Task {
            await bell.wait(until: nil, clock: clock)
            await bell.wait(until: nil, clock: clock)
        }
        waiter.cancel()
        await waiter.value
    }
}
