import Documents
import Synchronization
import Testing

@testable import PersistenceOperator

@Suite("rollouts")
struct RolloutTests {
    private func observation(
        observed: Int64 = 2, total: Int64 = 3, updated: Int64 = 3, available: Int64 = 3, reason: String? = nil,
        restarts: [PodRestart] = []
    ) -> RolloutObservation {
        var status = RolloutStatus([:])
        status.observedGeneration = observed
        status.replicas = total
        status.updated = updated
        status.available = available
        status.progressingReason = reason
        return RolloutObservation(generation: 2, replicas: 3, status: status, restarts: restarts)
    }

    @Test("is done when the controller has seen it, all replicas are new and available, and the old are gone")
    func done() {
        #expect(observation().state == .done)
        #expect(observation(observed: 1).state.isOpen)
        #expect(observation(updated: 2).state.isOpen)
        #expect(observation(total: 4).state.isOpen)
        #expect(observation(available: 2).state.isOpen)
    }

    @Test("has failed without progress, or when a new pod was restarted although it is ready now")
    func failed() {
        #expect(observation(reason: "ProgressDeadlineExceeded").state.name == "ProgressDeadlineExceeded")
        let restarted = observation(restarts: [PodRestart(pod: "p", count: 2, reason: "OOMKilled")]).state
        #expect(restarted.name == "PodRestarted")
        #expect(restarted.message.contains("OOMKilled"))
    }

    @Test("a restart long ago is no failure of a Deployment that was not written")
    func oldRestart() {
        let restarts = [PodRestart(pod: "p", count: 1, reason: "OOMKilled")]
        #expect(observation(restarts: restarts).state(isNew: false) == .done)
        #expect(observation(restarts: restarts).state(isNew: true).name == "PodRestarted")
        #expect(observation(updated: 2, restarts: restarts).state(isNew: false).name == "PodRestarted")
    }

    /// Gives one observation after the other; the last one for ever.
    private final class Script: RolloutSource {
        private let looks: Mutex<[RolloutObservation]>
        init(_ looks: [RolloutObservation]) { self.looks = Mutex(looks) }
        func observe(_ writers: Set<String>) async throws -> [String: RolloutObservation] {
            looks.withLock { looks in
                let next = looks.count > 1 ? looks.removeFirst() : looks[0]
                return Dictionary(uniqueKeysWithValues: writers.map { ($0, next) })
            }
        }
    }

    @Test("waits as long as it takes, and not longer than the timeout")
    func waits() async throws {
        let clock = StepClock()
        let looks = [observation(available: 0), observation(available: 1), observation()]
        let waiter = RolloutWaiter(source: Script(looks), clock: clock)
        let results = try await waiter.wait(for: ["a"], written: ["a"], timeout: .seconds(60))
        #expect(results == [RolloutResult(writer: "a", state: .done)])
        #expect(clock.now.offset == .seconds(2))

        let stuck = RolloutWaiter(source: Script([observation(available: 1)]), clock: StepClock())
        let late = try await stuck.wait(for: ["a"], written: [], timeout: .seconds(10))
        #expect(late.first?.state.name == "TimedOut")
        #expect(late.first?.state.message.contains("1 of 3 replicas available") == true)
    }

    @Test("a replacement counts as available with one replica")
    func available() async {
        let looks = [observation(available: 0), observation(available: 1)]
        let waiter = RolloutWaiter(source: Script(looks), clock: StepClock())
        #expect(await waiter.waitUntilAvailable(["a"], timeout: .seconds(5)))
        let never = RolloutWaiter(source: Script([observation(available: 0)]), clock: StepClock())
        #expect(await !never.waitUntilAvailable(["a"], timeout: .seconds(5)))
    }
}

/// A clock whose time only passes by sleeping, at once.
final class StepClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Duration.zero)
    var now: Instant { Instant(offset: time.withLock { $0 }) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        time.withLock { $0 = max($0, deadline.offset) }
    }
}
