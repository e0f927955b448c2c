import Documents
import TestPeers
import Testing

/// `operator run` with a spec in a file.
@Suite("a file that the controller follows", .requires(.controllers))
struct ControllerFileTests {
    @Test(
        "a change of it is in force within 2 s: written anew, or swapped as in a mounted ConfigMap",
        arguments: [ControllerScenario.Source.file, .mounted])
    func change(source: ControllerScenario.Source) async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        try await ControllerScenario.run(spec, from: source) { scenario in
            try await scenario.settled(["a", "b"])
            // At whatever moment between two looks it comes.
            for round in 1...4 {
                let image = "example.com/python:changed-\(round)"
                scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_python"] = .string(image)
                let before = try scenario.writes().count
                let saved = CountingProxy.now
                try await scenario.save()
                for name in ["a", "b"] {
                    try await eventually("\(name) has the new image") {
                        try await scenario.reconcile.container(name)?["image"] == .string(image)
                    }
                }
                // The last round's rollouts may still be written to by their controller, and a write be repeated for that.
                let changes = try scenario.writes().dropFirst(before).filter {
                    $0.path.contains("/deployments/") && $0.status == 200
                }
                #expect(changes.count == 2)
                let last = try #require(changes.map(\.time).max())
                #expect(last - saved <= Patience.promised(.seconds(2)), "round \(round)")
            }
        }
    }
}
