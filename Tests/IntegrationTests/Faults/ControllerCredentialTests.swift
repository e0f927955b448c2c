import Documents
import FoundationEssentials
import TestPeers
import Testing

/// `operator run` where the files change that say who it is and whom it trusts.
@Suite("the controller's credentials", .requires(.controllers))
struct ControllerCredentialTests {
    private static let account = "controller"
    private var spec: JSONValue {
        ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
    }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func makeAccount(_ namespace: TestNamespace) async throws -> String {
        try await namespace.create("serviceaccounts", ["metadata": ["name": .string(Self.account)]])
        return try await namespace.controlPlane.token(of: Self.account, in: namespace.name)
    }

    private func expectMended(_ deployment: String, _ scenario: ControllerScenario) async throws {
        try await scenario.namespace.delete("deployments", group: "apps/v1", deployment)
        try await eventually("\(deployment) is put back", within: .seconds(60)) {
            try await scenario.namespace.exists("deployments", group: "apps/v1", deployment)
        }
    }

    @Test(
        "faults 24, 25: a token file that is empty or gone ends nothing; after a refusal the next token in it is used")
    func tokenFile() async throws {
        let controlPlane = try await ControlPlane.shared()
        let file = try Scratch.file("token", "")
        let proxy = try await CountingProxy(before: controlPlane, token: "none")
        try await ControllerScenario.run(
            spec,
            kubeconfig: { namespace, _ in
                try write(try await makeAccount(namespace), file)
                let subject: JSONValue = [
                    "kind": "ServiceAccount", "name": .string(Self.account), "namespace": .string(namespace.name),
                ]
                try await namespace.create(
                    "rolebindings", group: "rbac.authorization.k8s.io/v1",
                    [
                        "metadata": ["name": .string(Self.account)], "subjects": [subject],
                        "roleRef": [
                            "kind": "ClusterRole", "name": "cluster-admin", "apiGroup": "rbac.authorization.k8s.io",
                        ],
                    ])
                return try controlPlane.kubeconfig(for: proxy.server, tokenFile: file)
            }
        ) { scenario in
            try await scenario.settled(["a", "b"])
            try write("", file)
            try proxy.arrange(answers: [.refusal(401, "Unauthorized", to: "PATCH", pathContaining: "/", times: 1)])
            try await expectMended("a", scenario)
            try FileManager.default.removeItem(atPath: file)
            try proxy.arrange(answers: [.refusal(401, "Unauthorized", to: "PATCH", pathContaining: "/", times: 1)])
            try await expectMended("b", scenario)

            // The token of an account that was made anew is another one.
            try await scenario.namespace.delete("serviceaccounts", Self.account)
            let token = try await makeAccount(scenario.namespace)
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("the server refuses the old one", within: .seconds(60)) {
                try proxy.requests().contains { $0.method != "PATCH" && $0.status == 401 }
            }
            try write(token, file)
            try await eventually("a is put back with the new one", within: .seconds(60)) {
                try await scenario.namespace.exists("deployments", group: "apps/v1", "a")
            }
            try await expectMended("b", scenario)
        }
        await proxy.stop()
    }

    @Test(
        "fault 25: a bundle that is empty, or another's, lets nothing be sent; with the right one it goes on by itself")
    func bundle() async throws {
        let controlPlane = try await ControlPlane.shared()
        let right = Scratch.text(ofFile: controlPlane.certificateAuthority)
        let file = try Scratch.file("ca.crt", right)
        try await ControllerScenario.run(
            spec,
            kubeconfig: { try $0.controlPlane.adminKubeconfig(for: $1.server, authority: file) }
        ) { scenario in
            try await scenario.settled(["a", "b"])
            let other = try TestAuthority(name: "other").certificate
            for (what, text) in [("empty", ""), ("another's", String(decoding: other, as: UTF8.self))] {
                try write(text, file)
                let said = scenario.process.errors.count
                // All connections end before the next write, so that new ones must be opened.
                try scenario.proxy.arrange(.init(.cut, afterWrites: 0))
                try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
                let process = scenario.process
                try await eventually("\(what): it is said") {
                    process.errors.dropFirst(said).contains("certificate")
                }
                // One that was under way may be in the log later; on a new connection none is.
                let connections = try scenario.proxy.requests().map(\.connection).max()
                let readiness = try await scenario.fetch("/healthz").status
                #expect(readiness == "200", "nobody is to start it again for this")
                #expect(try scenario.proxy.requests().map(\.connection).max() == connections)
                #expect(try await !scenario.namespace.exists("deployments", group: "apps/v1", "a"))
                try write(right, file)
                try await eventually("\(what): a is put back", within: .seconds(90)) {
                    try await scenario.namespace.exists("deployments", group: "apps/v1", "a")
                }
            }
        }
    }
}
