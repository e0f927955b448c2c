import Documents
import TestPeers
import Testing

/// What `diff` and `reconcile` do besides the plain case.
@Suite("diff and its options", .requires(.controlPlane))
struct DiffOptionsTests {
    private static let options = ["--bus-check", "skip"]

    @Test("without a cluster compares with the manifests that render printed")
    func offline() async throws {
        let example = Checkout.path("examples/kafka.json")
        let rendered = try await OperatorCLI.run("render", "-f", example)
        let manifests = try Scratch.file("manifests.yaml", rendered.output)
        let same = try await OperatorCLI.run("diff", "-f", example, "--offline", manifests, "--bus-check", "skip")
        #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
        let edited = try Scratch.file(
            "manifests.yaml",
            rendered.output.replacing("bus-writer-rust:1.42.0", with: "bus-writer-rust:1.41.0").replacing(
                "bus-writer-python:1.42.0", with: "bus-writer-python:1.41.0"))
        let other = try await OperatorCLI.run("diff", "-f", example, "--offline", edited, "--bus-check", "skip")
        #expect(other.exitCode == 1)
        #expect(other.output.contains("+registry.example.com/persistence/bus-writer-python:1.42.0"))
        #expect(other.output.contains("\(example):"))
    }

    /// A catalogue whose pods the API server refuses: it alone knows that.
    private func refusedPods() throws -> String {
        try Scratch.file(
            "catalogue.json",
            JSONValue.object([
                "types": [
                    "CLUSTER_MANAGER": [
                        "podTemplate": [
                            "spec": ["containers": [["name": "writer", "ports": [["containerPort": 70000]]]]]
                        ]
                    ]
                ]
            ]).text())
    }

    @Test("lets the server check every write on request, and stores nothing")
    func serverDryRun() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("good"), ReconcileScenario.writer("bad", type: "CLUSTER_MANAGER"))
        try await ReconcileScenario.run(spec, options: Self.options + ["--catalogue", try refusedPods()]) { scenario in
            let plain = try await scenario.diff("--exit-on-hold")
            #expect(plain.exitCode == 1, "\(plain.output)\(plain.errors)")
            let checked = try await scenario.diff("--server-dry-run", "--exit-on-hold")
            #expect(checked.exitCode == 2, "\(checked.output)\(checked.errors)")
            #expect(checked.output.contains("held: Rejected"))
            #expect(try await scenario.deploymentNames().isEmpty)
            #expect(try scenario.proxy.writes().isEmpty)
        }
    }

    @Test("fault 26: an object that the server rejects is held by name, and stops no other")
    func rejected() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("bad", type: "CLUSTER_MANAGER"), ReconcileScenario.writer("good"))
        try await ReconcileScenario.run(spec, options: Self.options + ["--catalogue", try refusedPods()]) { scenario in
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 2)
            #expect(result.output.contains("containerPort"))
            #expect(try await scenario.deploymentNames() == ["good"])
        }
    }

    @Test("reconcile --dry-run shows the plan, writes nothing, and ends as the holds say")
    func dryRun() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let result = try await scenario.reconcile("--dry-run", "-o", "json")
            #expect(result.exitCode == 0)
            #expect(try JSONValue(parsing: result.output)["kind"] == "Plan")
            #expect(try scenario.proxy.writes().isEmpty)
        }
    }

    @Test("names objects of the instance that are in another namespace, and leaves them alone")
    func elsewhere() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        // A name of its own: the namespaces of other tests have the default one.
        let instance = "elsewhere-\(UInt32.random(in: 0 ... .max))"
        try await ReconcileScenario.run(spec, options: Self.options + ["--instance", instance]) { first in
            try await first.reconcile()
            let moved = first.options
            try await ReconcileScenario.run(spec, options: moved) { second in
                // Other namespaces are seen as the API server's cache has them.
                try await eventually("the Deployment of the other namespace is named") {
                    let diff = try await second.diff()
                    return diff.output.contains("Deployment \(first.namespace.name)/a")
                        && diff.output.contains("InstanceElsewhere")
                }
                try await second.reconcile()
            }
            #expect(try await first.deploymentNames() == ["a"])
        }
    }

    @Test("one faulty writer is held with --keep-going, the others are applied")
    func keepGoing() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("good"),
            ReconcileScenario.writer("bad", type: "CLUSTER_MANAGER", ["default_replica_count": -1]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let refused = try await scenario.reconcile()
            #expect(refused.exitCode == 65)
            #expect(try await scenario.deploymentNames().isEmpty)
            let result = try await scenario.reconcile("--keep-going")
            #expect(result.exitCode == 2)
            #expect(result.output.contains("WriterAtFault"))
            #expect(try await scenario.deploymentNames() == ["good"])
        }
    }

    @Test("a PDB that the spec drops is deleted, and one more writer leaves the others alone")
    func parts() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["pdb_max_unavailable": "1"]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            try await scenario.reconcile()
            let before = try await scenario.deployment("a")["spec"]
            scenario.spec["writers"] = [
                ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
            ]
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 0, "\(result.output)")
            #expect(result.output.contains("deleted PodDisruptionBudget"))
            #expect(try await scenario.deployment("a")["spec"] == before)
        }
    }
}
