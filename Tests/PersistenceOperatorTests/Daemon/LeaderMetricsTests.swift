import KubeClient
import Logging
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("what a controller tells of its right to write", .timeLimit(.minutes(2)))
struct LeaderMetricsTests {
    private let leader = "persistence_operator_leader"

    @Test("who is alone may write; who only looks may not")
    func mayWrite() async throws {
        let origin = try ControllersFixture.configMapOrigin()
        try await ControllersFixture.run(origin) { controllers in
            #expect(controllers.metric("\(leader){mode=\"reconcile\"}") == 1)
        }
        try await ControllersFixture.run(origin, mode: .observe) { controllers in
            #expect(controllers.metric("\(leader){mode=\"observe\"}") == 0)
            #expect(controllers.metric("\(leader){mode=\"reconcile\"}") == nil)
        }
    }

    @Test("who does not write any more tells nothing of writers: whoever does, does")
    func formerLeader() async throws {
        let held = "persistence_operator_writers{instance=\"background-persistence\",phase=\"held\"}"
        try await ControllersFixture.runOne(mayWrite: false) { controllers in
            let term = Task { await controllers.supervisor.reconcile(isTakingOver: true) }
            try await eventually("it tells of writers") { controllers.metric(held) == 0 }
            term.cancel()
            await term.value
            #expect(controllers.metric(held) == nil)
            #expect(controllers.metric("persistence_operator_spec_valid{instance=\"background-persistence\"}") == 1)
        }
    }
}
