import BusClients
import TestPeers
import Testing

/// The probe against Google's own emulator.
@Suite(.requires(.pubSubEmulator)) struct PubSubEmulatorTests {
    private let topic = PubSubResource(.topic, project: "p1", id: "metrics-bus")

    @Test func eachStateOfTopicsAndSubscriptionsIsTold() async throws {
        let emulator = try await PubSubEmulator()
        for name in ["metrics-bus", "result-bus", "doomed"] { try await emulator.createTopic(name, project: "p1") }
        try await emulator.createSubscription("metrics-sub", topic: "metrics-bus", project: "p1")
        try await emulator.createSubscription("orphan-sub", topic: "doomed", project: "p1")
        try await emulator.deleteTopic("doomed", project: "p1")

        func subscription(_ id: String, of topic: String?, project: String? = "p1") -> PubSubResource {
            PubSubResource(.subscription(of: topic), project: project, defaultProject: "p1", id: id)
        }
        let expected: [PubSubResource: ReadinessReason] = [
            topic: .ready,
            PubSubResource(.topic, project: nil, id: "projects/p1/topics/result-bus"): .ready,
            PubSubResource(.topic, project: "p1", id: "missing-bus"): .topicMissing,
            PubSubResource(.topic, project: "p2", id: "metrics-bus"): .topicMissing,
            subscription("metrics-sub", of: "metrics-bus"): .ready,
            subscription("metrics-sub", of: nil): .ready,
            subscription("metrics-sub", of: "projects/p1/topics/metrics-bus"): .ready,
            subscription("projects/p1/subscriptions/metrics-sub", of: "metrics-bus", project: nil): .ready,
            subscription("metrics-sub", of: "result-bus"): .subscriptionOfAnotherTopic,
            subscription("metrics-sub", of: "projects/p2/topics/metrics-bus"): .subscriptionOfAnotherTopic,
            subscription("missing-sub", of: "metrics-bus"): .subscriptionMissing,
            subscription("orphan-sub", of: "doomed"): .topicDeleted,
        ]
        let probe = PubSubProbe(environment: ["PUBSUB_EMULATOR_HOST": emulator.host], host: "here")
        let look = await probe.read(Set(expected.keys), timeout: .seconds(60))
        for (resource, reason) in expected { #expect(look.readings[resource]?.reason == reason, "\(resource)") }
        #expect(look.observer.cluster == "http://\(emulator.host)")
        #expect(try await emulator.topics(project: "p1").count == 2, "looking creates nothing")
    }

    @Test func theProjectOfShortNamesComesFromTheEnvironment() async throws {
        let emulator = try await PubSubEmulator()
        try await emulator.createTopic("metrics-bus", project: "p1")
        let short = PubSubResource(.topic, project: nil, id: "metrics-bus")
        for (variable, reason) in [
            ("GOOGLE_CLOUD_PROJECT", ReadinessReason.ready), ("GCLOUD_PROJECT", .ready),
            ("CLOUDSDK_CORE_PROJECT", .ready), ("SOMETHING_ELSE", .projectUnknown),
        ] {
            let environment = ["PUBSUB_EMULATOR_HOST": emulator.host, variable: "p1"]
            let probe = PubSubProbe(environment: environment, host: "here")
            #expect(await probe.read([short], timeout: .seconds(60)).readings[short]?.reason == reason)
        }
    }

    @Test func aThousandSubscriptionsAreReadInOneGoOverFewConnections() async throws {
        let emulator = try await PubSubEmulator()
        try await emulator.createTopic("metrics-bus", project: "p1")
        let subscriptions = (0..<1_000).map {
            PubSubResource(.subscription(of: "metrics-bus"), project: "p1", id: "subscription-\($0)")
        }
        try await emulator.createSubscription("subscription-7", topic: "metrics-bus", project: "p1")
        let relay = try LoopbackRelay(to: try #require(emulator.host.split(separator: ":").last.flatMap { UInt16($0) }))
        let probe = PubSubProbe(environment: ["PUBSUB_EMULATOR_HOST": "127.0.0.1:\(relay.port)"], host: "here")
        for _ in 1...3 {
            let readings = await probe.read(Set(subscriptions + [topic]), timeout: .seconds(30)).readings
            #expect(readings.values.count { $0.reason == .subscriptionMissing } == 999)
            #expect(readings.values.count { $0.reason == .ready } == 2)
            #expect(relay.connections <= 16, "also after several looks")
        }
    }
}
