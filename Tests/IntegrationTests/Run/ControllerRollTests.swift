import Documents
import TestPeers
import Testing

/// `--roll-on-change` against a real API server.
@Suite("rolling on a change of configuration", .requires(.controllers))
struct ControllerRollTests {
    private let spec = ReconcileScenario.kafka(
        ReconcileScenario.writer("a", ["load_writer_configmap": true]), ReconcileScenario.writer("b"))

    private func configure(_ scenario: ControllerScenario, _ name: String, _ level: String) async throws {
        let object: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)],
            "data": ["LEVEL": .string(level)],
        ]
        if try await scenario.namespace.exists("configmaps", name) {
            try await scenario.namespace.patch("configmaps", name, ["data": ["LEVEL": .string(level)]])
        } else {
            try await scenario.namespace.create("configmaps", object)
        }
    }

    private func hash(_ scenario: ControllerScenario, _ name: String) async throws -> String? {
        try await scenario.reconcile.deployment(name)[
            path: "spec", "template", "metadata", "annotations", "persistence-operator.io/configuration"]?.string
    }

    @Test("rolls the writers that refer to what is named, once for each change, and no others")
    func rolls() async throws {
        let options =
            ControllerScenario.defaults + ["--roll-on-change", "configmap/a", "--roll-on-change", "Secret/none"]
        try await ControllerScenario.run(spec, options: options) { scenario in
            try await scenario.settled(["a", "b"])
            let absent = try #require(try await hash(scenario, "a"))
            #expect(try await hash(scenario, "b") == nil)
            try await configure(scenario, "a", "info")
            try await eventually("it is rolled for the new ConfigMap") { try await hash(scenario, "a") != absent }
            let first = try await hash(scenario, "a")
            try await configure(scenario, "other", "info")
            try await configure(scenario, "a", "debug")
            try await eventually("it is rolled for the new content") { try await hash(scenario, "a") != first }
            #expect(try await scenario.reconcile.deployment("a")["metadata"]?["generation"] == 3)
            #expect(try await scenario.reconcile.deployment("b")["metadata"]?["generation"] == 1)
            let agreeing = try await scenario.reconcile.diff("--roll-on-change", "configmap/a")
            #expect(agreeing.exitCode == 0, "\(agreeing.output)")
        }
    }
}
