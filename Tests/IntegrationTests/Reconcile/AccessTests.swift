import Documents
import TestPeers
import Testing

/// What an account may do, and a server that is not there.
@Suite("access", .requires(.controlPlane))
struct AccessTests {
    private static let options = ["--bus-check", "skip"]
    private static let reading: [JSONValue] = [
        [
            "apiGroups": ["", "apps", "policy", "autoscaling"],
            "resources": [
                "deployments", "poddisruptionbudgets", "horizontalpodautoscalers", "configmaps", "secrets",
                "serviceaccounts",
            ], "verbs": ["get", "list"],
        ]
    ]

    private static func writing(_ group: String, _ resources: [String], _ verbs: [String]) -> JSONValue {
        [
            "apiGroups": [.string(group)], "resources": .array(resources.map { .string($0) }),
            "verbs": .array(verbs.map { .string($0) }),
        ]
    }

    @Test("a read-only account can diff; reconcile names the rules that are lacking and touches nothing")
    func readOnly() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["pdb_max_unavailable": "1"]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let reader = try await scenario.namespace.userKubeconfig(rules: Self.reading)
            #expect(try await scenario.diff(kubeconfig: reader).exitCode == 1)
            let refused = try await scenario.reconcile(kubeconfig: reader)
            #expect(refused.exitCode == 77)
            #expect(
                refused.errors.contains(
                    "apiGroups: [\"apps\"], resources: [\"deployments\"], verbs: [\"create\", \"patch\"]"))
            #expect(try await scenario.deploymentNames().isEmpty)
        }
    }

    @Test("fault 23: an account without PodDisruptionBudgets applies the rest and names what is held")
    func oneKindForbidden() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["pdb_max_unavailable": "1"]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let account = try await scenario.namespace.userKubeconfig(
                rules: Self.reading + [
                    Self.writing("apps", ["deployments"], ["create", "patch"]),
                    Self.writing("", ["configmaps"], ["create", "patch"]),
                ])
            let result = try await scenario.reconcile(kubeconfig: account)
            #expect(result.exitCode == 2)
            #expect(result.output.contains("create on poddisruptionbudgets"))
            #expect(try await scenario.deploymentNames() == ["a"])
        }
    }

    @Test("no account at all is 77, no server is 69, no kubeconfig is 64")
    func unreachable() async throws {
        try await ReconcileScenario.run(ReconcileScenario.kafka(), options: Self.options) { scenario in
            let nobody = try await scenario.namespace.userKubeconfig(rules: [])
            #expect(try await scenario.diff(kubeconfig: nobody).exitCode == 77)
            let port = try FreePort.find()
            let gone = try scenario.namespace.controlPlane.adminKubeconfig(for: "https://127.0.0.1:\(port)")
            let lost = try await scenario.diff(kubeconfig: gone)
            #expect(lost.exitCode == 69, "\(lost.errors)")
            #expect(try await scenario.diff(kubeconfig: "/nonexistent").exitCode == 64)
        }
    }

    @Test("fault 30: a missing namespace is a hold, and made when asked for")
    func missingNamespace() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let name = scenario.namespace.name + "-new"
            scenario.spec[path: "common_persistence_specs", "namespace"] = .string(name)
            let held = try await scenario.reconcile()
            #expect(held.exitCode == 2)
            #expect(held.output.contains("NamespaceMissing"))
            let made = try await scenario.reconcile("--create-namespace")
            #expect(made.exitCode == 2, "its service account is still missing")
            #expect(made.output.contains("ServiceAccountMissing"))
            try await scenario.namespace.controlPlane.kubectl("delete", "namespace", name, "--wait=false")
        }
    }

    @Test("reconcile without --once is a usage error that points to run")
    func once() async throws {
        let result = try await OperatorCLI.run("reconcile", "-f", Checkout.path("examples/kafka.json"))
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("operator run"))
    }
}
