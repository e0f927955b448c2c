import Documents
import TestPeers
import Testing

/// The roles of deploy/rbac.yaml are enough, and the smaller one is not too much.
@Suite(.requires(.controlPlane), .requires(.kubectl)) struct RolesTests {
    @Test func eachRoleSufficesForItsCommands() async throws {
        try await ControlPlane.shared().withNamespace(serviceAccount: "persistence-demo") { namespace in
            try await namespace.controlPlane.kubectl(
                "-n", namespace.name, "apply", "-f", Checkout.path("deploy/rbac.yaml"))
            let spec = try Scratch.file(
                "spec.json",
                Scratch.text(ofFile: Checkout.path("examples/demo.json"))
                    .replacing(#""namespace": "persistence-demo""#, with: #""namespace": "\#(namespace.name)""#))
            func run(_ role: String, _ command: String...) async throws -> FinishedProcess {
                let kubeconfig = try await namespace.userKubeconfig(roles: [role])
                return try await OperatorCLI.run(
                    command + ["-f", spec, "--bus-check", "skip", "--kubeconfig", kubeconfig])
            }

            let diff = try await run("persistence-operator-diff", "diff")
            #expect(diff.exitCode == 1, "\(diff.errors)")

            let refused = try await run("persistence-operator-diff", "reconcile", "--once")
            #expect(refused.exitCode == 77, "\(refused.errors)")
            #expect(refused.errors.contains("deployments"))
            #expect(try await namespace.list("deployments", group: "apps/v1").isEmpty)

            let done = try await run("persistence-operator", "reconcile", "--once")
            #expect(done.exitCode == 0, "\(done.output)\(done.errors)")
            #expect(try await namespace.list("deployments", group: "apps/v1").count == 6)

            let unchanged = try await run("persistence-operator-diff", "diff")
            #expect(unchanged.exitCode == 0, "\(unchanged.output)\(unchanged.errors)")

            let explained = try await run("persistence-operator-view", "explain", "online-writer")
            #expect(explained.exitCode == 0, "\(explained.errors)")
            #expect(explained.output.contains("as it should be"), "\(explained.output)")
            let viewer = try await namespace.userKubeconfig(roles: ["persistence-operator-view"])
            let status = try await OperatorCLI.run("status", "-n", namespace.name, "--kubeconfig", viewer)
            #expect(status.output.contains("nobody (operator reconcile)"), "\(status.output)\(status.errors)")

            let role = try await namespace.controlPlane.request(
                "GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/persistence-operator-status"
            ).json()
            let overseer = try await namespace.userKubeconfig(clusterRules: role["rules"]?.array ?? [])
            let all = try await OperatorCLI.run("status", "--all-namespaces", "--kubeconfig", overseer)
            #expect(all.output.contains(namespace.name), "\(all.output)\(all.errors)")
        }
    }
}
