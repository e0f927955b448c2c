import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("why a rollout does not end", .timeLimit(.minutes(3)))
struct PodReasonTests {
    @Test("is told although pods could not be listed at first, and nobody asks for them again and again")
    func listedLater() async throws {
        let pod: JSONValue = [
            "metadata": [
                "name": "a-1", "namespace": "n",
                "labels": [OperatorLabels.writer: "a", OperatorLabels.instance: "background-persistence"],
            ],
            "status": [
                "phase": "Pending", "containerStatuses": [["state": ["waiting": ["reason": "ImagePullBackOff"]]]],
            ],
        ]
        try await ControllersFixture.run(
            try ControllersFixture.configMapOrigin(),
            prepare: {
                $0.put("configmaps", ControllersFixture.configMap())
                $0.put("pods", pod)
                $0.refuseReads("pods", with: 403)
            }
        ) { controllers in
            let deployment = try await eventually("it is made") {
                controllers.cluster.object("deployments", namespace: "n", name: "a")
            }
            var failed = deployment
            failed["status"] = [
                "observedGeneration": 0, "updatedReplicas": 1, "replicas": 1, "availableReplicas": 0,
                "conditions": [["type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"]],
            ]
            controllers.cluster.put("deployments", failed)
            func lists() -> Int { controllers.cluster.requests.count { $0.path.hasSuffix("/pods") } }
            try await eventually("pods were asked for") { lists() == 1 }
            controllers.cluster.refuseReads("pods", with: nil)
            try await eventually("the reason is in the status", within: .seconds(40)) {
                let status = controllers.cluster.object(
                    "configmaps", namespace: "n", name: "background-persistence-status")
                return status?[path: "data", "status.json"]?.string?.contains("its image cannot be pulled") == true
            }
            #expect(lists() == 2)
        }
    }
}
