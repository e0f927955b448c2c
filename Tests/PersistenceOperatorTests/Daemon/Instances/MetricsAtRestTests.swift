import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("metrics of a controller at rest", .timeLimit(.minutes(2)))
struct MetricsAtRestTests {
    private let deployment: JSONValue = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "other", "namespace": "n"],
        "spec": ["replicas": 1],
    ]

    @Test("a process that stands by shows its watches and caches, those of its source too")
    func standby() async throws {
        try await ControllersFixture.runOne(mayWrite: false) { controllers in
            func objects(_ kind: String) -> Double? {
                controllers.metric("persistence_operator_cache_objects{namespace=\"n\",kind=\"\(kind)\"}")
            }
            func watches(_ kind: String) -> Double? {
                controllers.metric("persistence_operator_watch_restarts_total{namespace=\"n\",kind=\"\(kind)\"}")
            }
            // The spec's watch, and that of the inventories.
            try await eventually("both watches of ConfigMaps are shown") { watches("ConfigMap") == 2 }
            #expect(objects("ConfigMap") == 1)
            try await eventually("the caches are filled") { watches("Deployment") == 1 && objects("Deployment") == 0 }
            controllers.cluster.put("deployments", deployment)
            try await eventually("what a watch tells is shown without a pass") { objects("Deployment") == 1 }
            controllers.cluster.refuseReads("deployments", with: 503)
            controllers.cluster.refuseReads("deployments", with: nil)
            try await eventually("that the watch began again is shown too") { watches("Deployment") == 2 }
            #expect(controllers.fetch("/metrics").contains("_reconciles_total") == false, "no pass was made")
        }
    }

    @Test("a pass is counted and timed, and its causes no longer wait")
    func passes() async throws {
        try await ControllersFixture.runOne { controllers in
            let instance = "{instance=\"background-persistence\"}"
            try await eventually("a pass was made") {
                controllers.metric("persistence_operator_reconcile_duration_seconds_count\(instance)") ?? 0 >= 1
            }
            try await eventually("nothing waits") {
                controllers.metric("persistence_operator_queue_depth\(instance)") == 0
            }
            #expect(controllers.metric("persistence_operator_reconcile_duration_seconds_sum\(instance)") ?? 0 > 0)
        }
    }
}
