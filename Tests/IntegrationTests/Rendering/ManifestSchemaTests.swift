import TestPeers
import Testing

/// Rendered manifests against Kubernetes' own schemas, as kubernetes-validate carries them.
@Suite(.requires(.python)) struct ManifestSchemaTests {
    private func validate(_ manifests: String, version: String) async throws -> FinishedProcess {
        let file = try Scratch.file("manifests.yaml", manifests)
        let arguments = ["-m", "kubernetes_validate", "--strict", "-k", version, file]
        return try await ChildProcess(PythonPeers.interpreter, arguments).finish()
    }

    /// 1.25 is the oldest version that kubernetes-validate has.
    @Test(
        arguments: [
            "examples/kafka.json", "examples/pubsub.json",
            "Tests/PersistenceOperatorTests/Rendering/Golden/every-field-kafka.json",
            "Tests/PersistenceOperatorTests/Rendering/Golden/every-field-pubsub.json",
        ], ["1.25", "1.37"])
    func everyFieldIsOneThatTheServerKnows(spec: String, version: String) async throws {
        let rendered = try await OperatorCLI.run(
            "render", "-f", Checkout.path(spec), "--kube-version", version, "--pod-security", "restricted")
        #expect([0, 2].contains(rendered.exitCode), "\(rendered.errors)")
        let objects = rendered.output.split(separator: "\n").filter { $0.hasPrefix("kind: ") }.count
        let result = try await validate(rendered.output, version: version)
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        let passed = (result.output + result.errors).split(separator: "\n").filter { $0.contains(" passed ") }
        #expect(passed.count == objects && objects > 0)
    }

    @Test func aFieldThatTheServerDoesNotKnowWouldBeFound() async throws {
        let rendered = try await OperatorCLI.run("render", "-f", Checkout.path("examples/kafka.json"))
        let broken = rendered.output.replacing("minReadySeconds:", with: "minReadySecond:")
        #expect(try await validate(broken, version: "1.37").exitCode != 0)
    }
}
