import Documents
import TestPeers
import Testing

/// `operator bootstrap` as a user runs it, against Google's own emulator.
@Suite("making what is missing on Pub/Sub", .requires(.pubSubEmulator), .timeLimit(.minutes(5)))
struct PubSubBootstrapTests {
    private struct Scenario {
        let emulator: PubSubEmulator
        let spec: String

        init() async throws {
            emulator = try await PubSubEmulator()
            spec = try Scratch.file(
                "spec.json",
                """
                {"common_persistence_specs": {
                  "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", "bus_writer_image_go": "go:1",
                  "google_cloud_project": "project-1",
                  "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub"},
                 "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
                """)
        }

        func run(_ arguments: String...) async throws -> FinishedProcess {
            try await OperatorCLI.run(
                [arguments[0], "-f", spec] + arguments.dropFirst(),
                environment: ["PUBSUB_EMULATOR_HOST": emulator.host])
        }

        func expectReady() async throws {
            let check = try await run("check", "-o", "json")
            #expect(check.exitCode == 0, "\(check.output)")
            #expect(try JSONValue(parsing: check.output)["findings"] == [])
        }
    }

    @Test("from an empty emulator to ready; a second run changes nothing")
    func fromEmptyToReady() async throws {
        let scenario = try await Scenario()
        #expect(try await scenario.run("bootstrap", "--dry-run", "--dead-letter-topic", "dead").exitCode == 1)
        #expect(try await scenario.emulator.topics(project: "project-1") == [])
        let made = try await scenario.run("bootstrap", "--dead-letter-topic", "dead")
        #expect(made.exitCode == 0, "\(made.output)")
        #expect(
            try await scenario.emulator.topics(project: "project-1").sorted() == [
                "projects/project-1/topics/dead", "projects/project-1/topics/metrics-bus",
            ])
        try await scenario.expectReady()
        let again = try await scenario.run("bootstrap", "--dead-letter-topic", "dead")
        #expect(again.exitCode == 0)
        #expect(again.output == "nothing is missing: no change\n")
    }

    @Test("two at once both end well")
    func twoAtOnce() async throws {
        let scenario = try await Scenario()
        async let first = scenario.run("bootstrap", "--dead-letter-topic", "dead")
        async let second = scenario.run("bootstrap", "--dead-letter-topic", "dead")
        let results = try await [first, second]
        #expect(results.map(\.exitCode) == [0, 0], "\(results.map(\.output))")
        try await scenario.expectReady()
    }

    @Test("what a run left half done is finished by the next")
    func halfDone() async throws {
        let scenario = try await Scenario()
        try await scenario.emulator.createTopic("metrics-bus", project: "project-1")
        let healed = try await scenario.run("bootstrap", "-o", "json")
        #expect(healed.exitCode == 0, "\(healed.output)")
        let steps = try JSONValue(parsing: healed.output)["steps"]?.array ?? []
        #expect(steps.map { $0["endpoint"] } == ["pubsub-subscription:project-1/metrics-sub"])
    }
}
