import Testing

@testable import PersistenceOperator

@Suite("the patience with rollouts")
struct RolloutPatienceTests {
    private var patience = RolloutPatience<ContinuousClock.Instant>()
    private let start = ContinuousClock.now

    private mutating func due(_ seconds: Int, generation: Int64 = 1, failed: Bool = false) -> Set<String> {
        patience.look([("a", generation, failed)], now: start + .seconds(seconds))
    }

    /// Looks where that is due.
    private mutating func look(_ seconds: Int, generation: Int64 = 1, failed: Bool = false) -> Set<String> {
        let due = due(seconds, generation: generation, failed: failed)
        if !due.isEmpty { patience.finish(due) }
        return due
    }

    @Test("pods are looked at once when a rollout takes long, and once when it fails")
    mutating func once() {
        #expect(look(0).isEmpty)
        #expect(patience.next == start + .seconds(20))
        #expect(look(19).isEmpty)
        #expect(look(20) == ["a"])
        #expect(patience.next == nil)
        #expect(look(300).isEmpty)
        #expect(look(600, failed: true) == ["a"])
        #expect(look(601, failed: true).isEmpty)
        #expect(look(602, generation: 2).isEmpty, "another revision, another chance")
        #expect(look(622, generation: 2) == ["a"])
        #expect(patience.look([], now: start).isEmpty)
        #expect(patience.next == nil)
    }

    @Test("a look that failed is made again, later and later, and the reason is not lost")
    mutating func again() {
        _ = due(0)
        var seconds = 20
        for wait in [5, 10, 20, 40, 80, 160, 300, 300] {
            #expect(due(seconds) == ["a"])
            patience.fail(now: start + .seconds(seconds))
            #expect(due(seconds + 1, failed: seconds > 60).isEmpty, "the others do not make it come earlier")
            #expect(patience.next == start + .seconds(seconds + wait))
            seconds += wait
        }
        #expect(look(seconds, failed: true) == ["a"])
        #expect(patience.next == nil)
        // The next trouble begins with short waits.
        _ = due(seconds, generation: 2)
        #expect(due(seconds + 20, generation: 2) == ["a"])
        patience.fail(now: start + .seconds(seconds + 20))
        #expect(patience.next == start + .seconds(seconds + 25))
    }

    @Test("who becomes due while a look is under way is looked at with the next one")
    mutating func meanwhile() {
        _ = due(0)
        let due = due(20)
        #expect(patience.look([("a", 1, false), ("b", 1, true)], now: start + .seconds(21)) == ["a", "b"])
        patience.finish(due)
        #expect(patience.look([("a", 1, false), ("b", 1, true)], now: start + .seconds(22)) == ["b"])
    }
}
