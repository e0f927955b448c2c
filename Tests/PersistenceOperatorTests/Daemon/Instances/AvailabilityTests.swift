import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("a Deployment that becomes available", .timeLimit(.minutes(3)))
struct AvailabilityTests {
    /// As often as passes ended, however they did.
    private func passes(_ controllers: ControllersFixture) -> Double {
        ["settled", "unsettled", "failed"].map {
            controllers.metric(
                #"persistence_operator_reconciles_total{instance="background-persistence",result="\#($0)"}"#) ?? 0
        }.reduce(0, +)
    }

    private func makeAvailable(_ name: String, _ cluster: StubCluster) throws {
        var object = try #require(cluster.object("deployments", namespace: "n", name: name))
        object["status"] = [
            "availableReplicas": 1, "updatedReplicas": 1, "replicas": 1,
            "observedGeneration": object[path: "metadata", "generation"] ?? 1,
        ]
        cluster.put("deployments", object)
    }

    @Test("makes no plan where nothing waits for it: a rollout of a thousand writers would make a thousand")
    func nobodyWaits() async throws {
        try await ControllersFixture.runOne { controllers in
            let ready = #"persistence_operator_writers{instance="background-persistence",phase="ready"}"#
            try await eventually("it is applied, and told") { controllers.metric(ready) == 0 }
            let before = passes(controllers)
            try makeAvailable("a", controllers.cluster)
            try await eventually("it is told") { controllers.metric(ready) == 1 }
            // What concerns anyone makes one.
            controllers.cluster.put(
                "horizontalpodautoscalers",
                [
                    "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                    "metadata": ["name": "h", "namespace": "n"],
                ])
            try await eventually("another change makes a pass") { passes(controllers) > before }
            #expect(passes(controllers) == before + 1)
        }
    }

    @Test("lets go at once what waits for it")
    func waiting() async throws {
        try await ControllersFixture.runOne { controllers in
            try await eventually("the first writer is there") { controllers.hasDeployment("a") }
            try makeAvailable("a", controllers.cluster)
            controllers.cluster.put("configmaps", ControllersFixture.configMap(ControllersFixture.spec("b")))
            let unsettled =
                #"persistence_operator_reconciles_total{instance="background-persistence",result="unsettled"}"#
            // The next try that needs no event is seconds away by then.
            try await eventually("the old one waits") { controllers.metric(unsettled) ?? 0 >= 3 }
            #expect(controllers.hasDeployment("a"))
            let start = ContinuousClock.now
            try makeAvailable("b", controllers.cluster)
            try await eventually("the old one goes") { !controllers.hasDeployment("a") }
            #expect(start.duration(to: .now) < Patience.promised(.seconds(2)))
        }
    }
}
