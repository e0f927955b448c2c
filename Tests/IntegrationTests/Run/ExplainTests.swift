import Documents
import TestPeers
import Testing

/// `operator explain` against what a controller, a pipeline and people left behind.
@Suite("operator explain", .requires(.controllers))
struct ExplainTests {
    private let spec = ReconcileScenario.kafka(
        ReconcileScenario.writer("ready", type: "GO_METRICS_BUS_WRITER", ["default_replica_count": 2]),
        ReconcileScenario.writer("waits"))

    private func explain(
        _ scenario: ControllerScenario, _ arguments: String...
    ) async throws -> FinishedProcess {
        try await OperatorCLI.run(
            ["explain", "-n", scenario.namespace.name, "--kubeconfig", scenario.proxy.kubeconfig] + arguments)
    }

    @Test("shows a writer of a resource from its spec to the bus, as its controller sees it, and only reads")
    func ofResource() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["metrics-bus", "dlq"] { cluster.createTopic(topic, partitions: 3) }
        let options = [
            "--kafka-bootstrap-servers", cluster.bootstrapServers, "--listen", "127.0.0.1:0", "--no-leader-election",
        ]
        try await ControllerScenario.run(spec, from: .resource, options: options) { scenario in
            try await eventually("the status says what is missing") {
                try await scenario.writer("waits")?["reason"]?.string == "TopicMissing"
            }
            let writes = try scenario.writes().count
            let waits = try await explain(scenario, "waits")
            #expect(waits.exitCode == 0, "\(waits.errors)")
            let source = "BackgroundPersistence \(scenario.namespace.name)/example"
            for line in [
                "waits: Held: TopicMissing: consume kafka:result-bus: the topic 'result-bus' does not exist",
                "SPEC  \(source)",
                "image", "example.com/python:1", "spec.common_persistence_specs.bus_writer_image_python",
                "Deployment waits", "held", "BUS  seen by the controller",
                "consume kafka:result-bus", "TopicMissing", "spec.common_persistence_specs.result_bus_topic_id",
                "DRIVEN BY  \(source)",
            ] {
                #expect(waits.output.contains(line), "\(line) in:\n\(waits.output)")
            }
            let ready = try await explain(scenario, "ready", "-o", "json")
            let json = try JSONValue(parsing: ready.output)
            #expect(json["kind"] == "WriterExplanation")
            #expect(json["phase"] == "Progressing")
            #expect(json["lastChange"]?["reason"] == "NewWriter")
            #expect(json["objects"]?.array?.first?["action"] == "unchanged")
            let unknown = try await explain(scenario, "wait")
            #expect(unknown.exitCode == 64)
            #expect(unknown.errors.contains("did you mean 'waits'?"), "\(unknown.errors)")
            #expect(try scenario.writes().count == writes)
        }
    }

    @Test("shows a writer of a file, with the lines of its spec, before and after it is applied")
    func ofFile() async throws {
        try await ReconcileScenario.run(spec, options: ["--bus-check", "skip"]) { scenario in
            let before = try await scenario.finish(scenario.start(["explain", "ready"]))
            #expect(before.output.contains("ready: Absent: NotApplied"), "\(before.output)\(before.errors)")
            #expect(before.output.firstMatch(of: /spec\.json:[0-9]+:[0-9]+ writers\[0\]\.default_replica_count/) != nil)
            #expect(before.output.contains("DRIVEN BY  nobody"))
            try await scenario.reconcile()
            try await scenario.namespace.completeRollout(of: "ready")
            let after = try await scenario.finish(scenario.start(["explain", "ready"]))
            #expect(after.output.hasPrefix("ready: Ready\n"), "\(after.output)")
            #expect(after.output.contains("as it should be"))
            #expect(after.output.contains("PODS  2 of 2 available, 2 current"))
            scenario.spec["writers"] = [ReconcileScenario.writer("waits")]
            let removed = try await scenario.finish(scenario.start(["explain", "ready"]))
            #expect(removed.output.contains("the writer is no longer in the spec"), "\(removed.output)")
            scenario.spec["writers"] = [ReconcileScenario.writer("waits", ["default_replica_count": -1])]
            let faulty = try await scenario.finish(scenario.start(["explain", "waits"]))
            #expect(faulty.output.contains("waits: Held: WriterAtFault"), "\(faulty.output)\(faulty.errors)")
            #expect(faulty.output.contains("writers[0].default_replica_count: "), "\(faulty.output)")
        }
    }

    @Test("says what to name where nobody knows the spec")
    func unknownSource() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["ready", "waits"])
            let inFile = try await explain(scenario, "ready")
            #expect(inFile.exitCode == 64)
            #expect(
                inFile.errors.contains("which only its controller can read; name its spec with -f"), "\(inFile.errors)")
        }
    }
}
