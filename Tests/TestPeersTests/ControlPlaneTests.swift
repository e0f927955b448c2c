import Documents
import TestPeers
import Testing

@Suite(.requires(.controllers), .requires(.kubectl)) struct ControlPlaneTests {
    @Test func aDeploymentGetsPodsThatATestMakesReady() async throws {
        try await ControlPlane.shared().withNamespace { namespace in
            try await namespace.create("deployments", group: "apps/v1", deployment(replicas: 2))
            try await namespace.completeRollout(of: "writer")
            let status = try await namespace.get("deployments", group: "apps/v1", "writer")["status"]
            #expect(status?["availableReplicas"]?.integer == 2)
        }
    }

    @Test func aFailingPodShowsItsRestarts() async throws {
        try await ControlPlane.shared().withNamespace { namespace in
            try await namespace.create("deployments", group: "apps/v1", deployment(replicas: 1))
            try await namespace.report(.crashing(restarts: 3), podsOf: "writer")
            let pods = try await namespace.list("pods")
            #expect(pods.count == 1)
            let container = pods.first?[path: "status", "containerStatuses"]?.array?.first
            #expect(container?["restartCount"]?.integer == 3)
            #expect(container?[path: "lastState", "terminated", "exitCode"]?.integer == 1)
        }
    }

    @Test func aUserMayDoWhatItsRulesSayAndNoMore() async throws {
        try await ControlPlane.shared().withNamespace { namespace in
            let kubeconfig = try await namespace.userKubeconfig(
                rules: [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]]])
            func kubectl(_ arguments: String...) async throws -> FinishedProcess {
                try await ChildProcess.run("kubectl", ["--kubeconfig", kubeconfig, "-n", namespace.name] + arguments)
            }
            try await eventually("the rules") { try await kubectl("get", "configmaps").exitCode == 0 }
            let refused = try await kubectl("create", "configmap", "mine")
            #expect(refused.exitCode != 0)
            #expect(refused.errors.contains("forbidden"))
        }
    }

    @Test func allTestsShareOne() async throws {
        let one = try await ControlPlane.shared()
        let other = try await ControlPlane.shared()
        #expect(one === other)
        #expect(one.minorVersion >= 20)
    }

    private func deployment(replicas: Int64) -> JSONValue {
        let labels: JSONValue = ["app": "writer"]
        let container: JSONValue = ["name": "writer", "image": "registry.example.com/writer:1"]
        return [
            "metadata": ["name": "writer"],
            "spec": [
                "replicas": .integer(replicas), "minReadySeconds": 30, "selector": ["matchLabels": labels],
                "template": ["metadata": ["labels": labels], "spec": ["containers": [container]]],
            ],
        ]
    }
}
