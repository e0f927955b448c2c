import Documents
import TestPeers
import Testing

/// `operator run` where entries of the spec are at fault.
@Suite("the controller and faulty entries", .requires(.controllers))
struct ControllerSpecTests {
    private func prints(_ scenario: ControllerScenario) async throws -> [String] {
        try await scenario.reconcile.fingerprint().filter { $0.hasPrefix("a ") || $0.hasPrefix("b ") }
    }

    @Test("faults 36, 37: two writers of one name, and names built to inject, are held; what runs is left as it is")
    func names() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b"])
            let before = try await prints(scenario)
            scenario.reconcile.spec["writers"] = .array([
                ReconcileScenario.writer("a"), ReconcileScenario.writer("b", ["image_override": "example.com/one:1"]),
                ReconcileScenario.writer("b", ["image_override": "example.com/two:2"]),
                ReconcileScenario.writer("../../../secrets/injected"), ReconcileScenario.writer("injected\nname"),
                ReconcileScenario.writer(String(repeating: "injected", count: 40)),
                ReconcileScenario.writer("good", type: "CLUSTER_MANAGER"),
            ])
            try await scenario.save()
            try await scenario.settled(["a", "b", "good"])
            try await eventually("it is told") { try await scenario.writer("b")?["reason"] == "WriterAtFault" }
            #expect(try await prints(scenario) == before)
            #expect(try await scenario.reconcile.container("b")?["image"] == "example.com/python:1")
            #expect(try scenario.proxy.requests().allSatisfy { !$0.path.contains("injected") })
        }
    }
}
