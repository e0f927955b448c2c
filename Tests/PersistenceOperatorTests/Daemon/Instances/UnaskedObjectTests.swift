import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("an object in a writer's name that nobody asks for", .timeLimit(.minutes(3)))
struct UnaskedObjectTests {
    @Test("is deleted as soon as somebody makes it")
    func deleted() async throws {
        try await ControllersFixture.runOne { controllers in
            try await eventually("the writer is there, and remembered") {
                controllers.log.lines(containing: "notice written").contains { $0.contains("reason=Remember") }
            }
            // Also when nothing else is left to do, for which all writers are planned.
            for _ in 1...3 {
                controllers.cluster.put(
                    "poddisruptionbudgets",
                    [
                        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
                        "metadata": [
                            "name": "a", "namespace": "n",
                            "labels": [
                                "persistence-operator.io/instance": "background-persistence",
                                "persistence-operator.io/writer": "a",
                            ],
                        ], "spec": ["maxUnavailable": 1],
                    ])
                try await eventually("it is deleted") {
                    controllers.cluster.object("poddisruptionbudgets", namespace: "n", name: "a") == nil
                }
            }
        }
    }
}
