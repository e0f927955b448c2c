import Documents
import TestPeers
import Testing

/// What is wrong with subscriptions that can be used, as a user sees it, against Google's own emulator.
@Suite("the health of Pub/Sub subscriptions", .requires(.pubSubEmulator), .timeLimit(.minutes(5)))
struct PubSubHealthTests {
    private static let healthy: JSONValue = [
        "expirationPolicy": [:], "messageRetentionDuration": "604800s", "ackDeadlineSeconds": 60,
        "deadLetterPolicy": ["deadLetterTopic": "projects/project-1/topics/dead", "maxDeliveryAttempts": 5],
    ]

    /// The member of the resource that is at fault, its value (`nil`: the service's own), and what is found.
    private static let faults: [(member: String, value: JSONValue?, code: String, seen: String)] = [
        ("expirationPolicy", nil, "SubscriptionExpires", "expires after 31 d"),
        ("expirationPolicy", ["ttl": "172800s"], "SubscriptionExpires", "expires after 2 d"),
        ("messageRetentionDuration", "600s", "RetentionTooShort", "message retention 10 min"),
        ("ackDeadlineSeconds", nil, "AckDeadlineShort", "ack deadline 10 s"),
        ("deadLetterPolicy", nil, "NoDeadLetterPolicy", "no dead-letter topic"),
        ("filter", #"attributes.kind = "a""#, "SubscriptionFiltered", #"filter attributes.kind = "a""#),
    ]

    private func findings(_ emulator: PubSubEmulator, _ spec: String) async throws -> [JSONValue] {
        let result = try await OperatorCLI.run(
            "check", "-f", spec, "-o", "json", environment: ["PUBSUB_EMULATOR_HOST": emulator.host])
        #expect(result.exitCode == 0, "\(result.output)")
        return try JSONValue(parsing: result.output)["findings"]?.array ?? []
    }

    @Test("each finding comes with its cause and goes with it")
    func provokedAndCleared() async throws {
        let emulator = try await PubSubEmulator()
        for topic in ["metrics-bus", "dead"] { try await emulator.createTopic(topic, project: "project-1") }
        let spec = try Scratch.file(
            "spec.json",
            """
            {"common_persistence_specs": {
              "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", "bus_writer_image_go": "go:1",
              "google_cloud_project": "project-1",
              "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub"},
             "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
            """)
        func create(_ settings: JSONValue) async throws {
            try await emulator.createSubscription(
                "metrics-sub", topic: "metrics-bus", project: "project-1", settings: settings)
        }
        try await create(Self.healthy)
        #expect(try await findings(emulator, spec) == [])
        for fault in Self.faults {
            var settings = Self.healthy
            settings[fault.member] = fault.value
            try await emulator.deleteSubscription("metrics-sub", project: "project-1")
            try await create(settings)
            let found = try await findings(emulator, spec)
            #expect(found.map { $0["code"]?.string } == [fault.code], "\(fault.member)")
            #expect(found.first?["seen"]?.string == fault.seen)
            try await emulator.deleteSubscription("metrics-sub", project: "project-1")
            try await create(Self.healthy)
            #expect(try await findings(emulator, spec) == [], "after \(fault.code)")
        }
    }
}
