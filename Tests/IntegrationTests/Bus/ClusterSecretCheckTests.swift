import Documents
import FoundationEssentials
import TestPeers
import Testing

/// `operator check` of a spec whose Kafka login is in a Secret of its namespace.
@Suite("a Kafka login in a Kubernetes Secret", .requires(.python), .timeLimit(.minutes(5)))
struct ClusterSecretCheckTests {
    private let scenario: StoredLoginScenario

    init() async throws { scenario = try await StoredLoginScenario() }

    private func check(
        _ namespace: String, _ more: [String], _ environment: [String: String] = [:]
    ) async throws -> FinishedProcess {
        try await scenario.check(
            login: StoredLoginScenario.login(with: "k8s://kafka-login"), namespace: namespace, environment: environment,
            more: more)
    }

    @Test(
        "is read with the user's rights, which need be no more than the rule that a refusal names",
        .requires(.controlPlane))
    func rights() async throws {
        try await ControlPlane.shared().withNamespace(serviceAccount: "sa") { namespace in
            func encoded(_ text: String) -> JSONValue { .string(Data(text.utf8).base64EncodedString()) }
            _ = try await namespace.controlPlane.request(
                "POST", "/api/v1/namespaces/\(namespace.name)/secrets",
                [
                    "metadata": ["name": "kafka-login"],
                    "data": ["username": encoded("writer"), "password": encoded(TestSecret.saslPassword.value)],
                ])
            let nobody = try await namespace.userKubeconfig()
            let denied = try await check(namespace.name, ["--kubeconfig", nobody])
            #expect(denied.exitCode == 75)
            let rule = #"{apiGroups: [""], resources: [secrets], resourceNames: [kafka-login], verbs: [get]}"#
            #expect(denied.output.contains("SecretDenied"), "\(denied.output)\(denied.errors)")
            #expect(denied.output.contains(rule))
            let reader = try await namespace.userKubeconfig(rules: [
                ["apiGroups": [""], "resources": ["secrets"], "resourceNames": ["kafka-login"], "verbs": ["get"]]
            ])
            let ready = try await check(namespace.name, ["--kubeconfig", reader, "--log-level", "debug"])
            #expect(ready.exitCode == 0, "\(ready.output)\(ready.errors)")
            #expect(ready.output.contains("User:writer"))
            let password = TestSecret.saslPassword.value
            for text in [password, Data(password.utf8).base64EncodedString()] {
                #expect(!(ready.output + ready.errors).contains(text))
            }
        }
    }

    @Test("is missing without a cluster, which is said; a login that is given needs none")
    func nowhere() async throws {
        let home = ["HOME": Scratch.path("no-home"), "KUBECONFIG": ""]
        let missing = try await check("ns", [], home)
        #expect(missing.exitCode == 75, "\(missing.output)\(missing.errors)")
        #expect(
            missing.output.contains("SecretStoreUnavailable: the Secret 'ns/kafka-login' is in a Kubernetes cluster"))
        #expect(missing.errors.contains("no cluster to read the Kafka secret from"))
        let given = ["KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": TestSecret.saslPassword.value]
        let ready = try await check("ns", [], home.merging(given) { $1 })
        #expect(ready.exitCode == 0, "\(ready.output)\(ready.errors)")
        // Whoever names a cluster means it.
        let wrong = try await check("ns", ["--kubeconfig", "/does/not/exist"], home)
        #expect(wrong.exitCode == 64)
    }
}
