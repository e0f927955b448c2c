import Documents
import TestPeers
import Testing

/// The Pub/Sub example against a real API server and Google's emulator.
@Suite("the Pub/Sub example", .requires(.controllers), .requires(.pubSubEmulator))
struct PubSubExampleTests {
    private static let project = "example-project"
    private static let subscriptions = [
        "offline-store-bulk-insert-sub": "offline-store-bulk-insert",
        "offline-store-streaming-insert-sub": "offline-store-streaming-insert", "metrics-bus-sub": "metrics-bus",
        "result-bus-metrics-sub": "result-bus", "result-bus-offline-sub": "result-bus",
        "result-bus-online-sub": "result-bus",
    ]

    @Test("is applied once; the second run makes no write; a subscription that vanishes holds only a new revision")
    func reconcile() async throws {
        let emulator = try await PubSubEmulator()
        for topic in Set(Self.subscriptions.values) { try await emulator.createTopic(topic, project: Self.project) }
        for (subscription, topic) in Self.subscriptions {
            try await emulator.createSubscription(subscription, topic: topic, project: Self.project)
        }
        let spec = try ReconcileScenario.example("pubsub.json")
        try await ReconcileScenario.run(spec, environment: ["PUBSUB_EMULATOR_HOST": emulator.host]) { scenario in
            let first = try await scenario.reconcile()
            #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
            #expect(try await scenario.deploymentNames().count == 5)
            let before = try await scenario.fingerprint()
            let writes = try await scenario.writes {
                let second = try await scenario.reconcile()
                let diff = try await scenario.diff()
                #expect(second.exitCode == 0 && diff.exitCode == 0, "\(second.output)\(diff.output)")
            }
            #expect(writes.isEmpty)
            #expect(try await scenario.fingerprint() == before)

            try await emulator.deleteTopic("metrics-bus", project: Self.project)
            #expect(try await scenario.reconcile().exitCode == 0, "what runs is left alone")
            scenario.spec[path: "common_persistence_specs", "bus_writer_image_go"] = "example.com/go:2"
            let held = try await scenario.reconcile()
            #expect(held.exitCode == 2)
            #expect(held.output.contains("TopicDeleted"))
            #expect(try await scenario.container("go-metrics-bus-writer")?["image"] != "example.com/go:2")
        }
    }
}
