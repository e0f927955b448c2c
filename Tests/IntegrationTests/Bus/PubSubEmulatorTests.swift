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
        let (readings, observer) = await probe.read(Set(expected.keys), timeout: .seconds(60))
        for (resource, reason) in expected { #expect(readings[resource]?.reason == reason, "\(resource)") }
        #expect(observer.cluster == "http://\(emulator.host)")
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

    @Test func aThousandResourcesAreReadInOneGo() async throws {
        let emulator = try await PubSubEmulator()
        try await emulator.createTopic("metrics-bus", project: "p1")
        let resources = (0..<1_000).map { PubSubResource(.topic, project: "p1", id: "missing-\($0)") } + [topic]
        let probe = PubSubProbe(environment: ["PUBSUB_EMULATOR_HOST": emulator.host], host: "here")
        let readings = await probe.read(Set(resources), timeout: .seconds(30)).readings
        #expect(readings.values.count { $0.reason == .topicMissing } == 1_000)
        #expect(readings[topic]?.reason == .ready)
    }
}
