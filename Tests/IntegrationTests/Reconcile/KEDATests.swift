import Documents
import TestPeers
import Testing

/// Writers on Kafka that KEDA scales: a real API server with KEDA's kinds; what KEDA does is done by hand, as it does it.
@Suite("KEDA", .requires(.controllers), .requires(.kubectl), .timeLimit(.minutes(5)))
struct KEDATests {
    private static let scaled: JSONValue = ["hpa_specs": ["hpa_min_replicas": 2, "hpa_max_replicas": 12]]

    private func writer(_ fields: JSONValue = [:]) -> JSONValue {
        var fields = fields
        fields["kafka_consumer_group_override"] = "g"
        fields["default_replica_count"] = 3
        return ReconcileScenario.writer("a", fields)
    }

    private func run(
        _ writer: JSONValue, _ body: (inout ReconcileScenario) async throws -> Void
    ) async throws {
        let controlPlane = try await ControlPlane.shared()
        try await KEDADefinitions.run(on: controlPlane) {
            try await ReconcileScenario.run(
                ReconcileScenario.kafka(writer), options: ["--bus-check", "skip"], body)
        }
    }

    private func scaler(_ scenario: ReconcileScenario) async throws -> JSONValue? {
        try await scenario.namespace.list("scaledobjects", group: "keda.sh/v1alpha1").first
    }

    private func scale(_ scenario: ReconcileScenario, to number: Int) async throws {
        let path = scenario.namespace.path("deployments", group: "apps/v1", name: "a") + "/scale"
        try await scenario.namespace.controlPlane.request(
            "PATCH", path, ["spec": ["replicas": .integer(Int64(number))]],
            contentType: "application/merge-patch+json"
        ).orThrow()
    }

    /// Every number of replicas that the Deployment has had since a version of it, without repetitions.
    private func numbers(_ scenario: ReconcileScenario, since version: String) async throws -> [Int64] {
        let path = scenario.namespace.path("deployments", group: "apps/v1")
        let events = try await scenario.namespace.controlPlane.kubectl(
            "get", "--raw", "\(path)?watch=1&timeoutSeconds=2&resourceVersion=\(version)")
        return try events.split(separator: "\n").reduce(into: []) { numbers, line in
            let number = try JSONValue(parsing: String(line))[path: "object", "spec", "replicas"]?.integer
            if let number, numbers.last != number { numbers.append(number) }
        }
    }

    @Test("fault 39: a hand-over to KEDA and back never changes the running number, as the recorded numbers show")
    func handOver() async throws {
        try await run(writer()) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            let version = try #require(
                try await scenario.deployment("a")[path: "metadata", "resourceVersion"]?.string)
            try await scale(scenario, to: 7)
            // To KEDA.
            scenario.spec["writers"] = [writer(Self.scaled)]
            #expect(try await scenario.diff().output.contains("ScaledObject"))
            #expect(try await scenario.reconcile().exitCode == 0)
            let object = try #require(try await scaler(scenario))
            #expect(object[path: "spec", "scaleTargetRef", "name"] == "a")
            #expect(object[path: "spec", "maxReplicaCount"] == 12)
            let trigger = object[path: "spec", "triggers"]?.array?.first
            #expect(trigger?[path: "metadata", "consumerGroup"] == "g")
            #expect(trigger?[path: "metadata", "topic"] == "result-bus")
            #expect(try await scenario.diff().exitCode == 0)
            // KEDA's own work.
            try await scale(scenario, to: 5)
            #expect(try await scenario.writes { try await scenario.reconcile() }.isEmpty)
            // A new revision while KEDA scales.
            scenario.spec[path: "common_persistence_specs", "bus_writer_image_python"] = "example.com/python:2"
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.container("a")?["image"] == "example.com/python:2")
            // And back.
            scenario.spec["writers"] = [writer()]
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scaler(scenario) == nil)
            #expect(try await scenario.diff().exitCode == 0)
            // The Deployment's controller may have written its status once more before.
            #expect(try await numbers(scenario, since: version).drop { $0 == 3 } == [7, 5])
        }
    }

    @Test(
        "a ScaledObject of somebody else on our Deployment is respected: none is put beside it, and the writer goes on")
    func foreign() async throws {
        try await run(writer()) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            try await scenario.namespace.create(
                "scaledobjects", group: "keda.sh/v1alpha1",
                [
                    "apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": ["name": "by-hand"],
                    "spec": ["scaleTargetRef": ["name": "a"]],
                ])
            scenario.spec["writers"] = [writer(Self.scaled)]
            scenario.spec[path: "common_persistence_specs", "bus_writer_image_python"] = "example.com/python:2"
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 2)
            #expect((result.output + result.errors).contains("AlreadyScaled"))
            #expect(try await scenario.container("a")?["image"] == "example.com/python:2")
            #expect(
                try await scenario.namespace.list("scaledobjects", group: "keda.sh/v1alpha1").map {
                    $0[path: "metadata", "name"]
                } == ["by-hand"])
        }
    }

    @Test("a group that nobody knows holds the ScaledObject with its reason, and not the writer")
    func unknownGroup() async throws {
        var fields = Self.scaled
        fields["default_replica_count"] = 3
        try await run(ReconcileScenario.writer("a", fields)) { scenario in
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 2)
            #expect((result.output + result.errors).contains("AutoscalerGroupUnknown"))
            #expect(try await scaler(scenario) == nil)
            #expect(try await scenario.deployment("a")[path: "spec", "replicas"] == 3)
        }
    }
}
