import Documents
import Glibc
import TestPeers
import Testing

/// `operator bootstrap` as a user runs it, against a broker that creates topics.
@Suite("making what is missing on Kafka", .requires(.python), .timeLimit(.minutes(5)))
struct KafkaBootstrapTests {
    private static let createTopics = 19
    private static let createPartitions = 37

    /// A cluster of three brokers without topics.
    private static let empty: KafkaBroker.State = {
        var state = KafkaBroker.State()
        state.brokers = [0, 1, 2]
        state.configs = [
            "default.replication.factor": "3", "min.insync.replicas": "2", "auto.create.topics.enable": "false",
        ]
        return state
    }()

    private struct Scenario {
        let broker: KafkaBroker
        let spec: String

        init(_ change: (inout KafkaBroker.State) -> Void = { _ in }) async throws {
            var state = KafkaBootstrapTests.empty
            change(&state)
            broker = try await KafkaBroker(state)
            spec = try Scratch.file(
                "spec.json",
                """
                {"common_persistence_specs": {
                  "bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "dead-letters",
                  "bus_writer_image_go": "go:1", "metrics_bus_topic_id": "metrics-bus-1"},
                 "kafka_bootstrap_servers": "\(broker.address)",
                 "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "name": "metrics",
                              "request": {"cpu": "1", "memory": "1Gi"}}]}
                """)
        }

        func arguments(_ options: [String]) -> [String] {
            ["bootstrap", "-f", spec, "--bus-timeout", "60s"] + options
        }

        func run(_ options: String...) async throws -> FinishedProcess {
            try await OperatorCLI.run(arguments(options), within: .seconds(120))
        }

        /// Expects that the bus is ready, and that nothing about it is worth a warning.
        func expectReady() async throws {
            let check = try await OperatorCLI.run(["check", "-f", spec, "-o", "json", "--bus-timeout", "60s"])
            #expect(check.exitCode == 0, "\(check.output)")
            let findings = try JSONValue(parsing: check.output)["findings"]?.array ?? []
            #expect(findings.filter { $0["severity"] != "informs" } == [])
        }
    }

    @Test("from an empty broker to ready; a second run changes nothing and asks for nothing")
    func fromEmptyToReady() async throws {
        let scenario = try await Scenario()
        let planned = try await scenario.run("--dry-run")
        #expect(planned.exitCode == 1, "\(planned.output)\(planned.errors)")
        #expect(
            planned.output.contains(
                "planned: create kafka:metrics-bus-1 with 12 partitions, 3 replicas, retention.ms=604800000"))
        #expect(scenario.broker.requestCount(apiKey: Self.createTopics) == 0)
        let made = try await scenario.run()
        #expect(made.exitCode == 0, "\(made.output)\(made.errors)")
        #expect(scenario.broker.requestCount(apiKey: Self.createTopics) == 2)
        try await scenario.expectReady()
        let again = try await scenario.run()
        #expect(again.exitCode == 0)
        #expect(again.output == "nothing is missing: no change\n")
        #expect(scenario.broker.requestCount(apiKey: Self.createTopics) == 2)
        #expect(scenario.broker.requestCount(apiKey: Self.createPartitions) == 0)
    }

    @Test("two at once both end well, and one topic of a name is made")
    func twoAtOnce() async throws {
        let scenario = try await Scenario { $0.makingMeets = 2 }
        async let first = scenario.run()
        async let second = scenario.run()
        let results = try await [first, second]
        #expect(results.map(\.exitCode) == [0, 0], "\(results.map(\.output))")
        #expect(results.contains { $0.output.contains("done by another: create kafka:") })
        try await scenario.expectReady()
    }

    @Test("one that is killed after the first topic is healed by running it again")
    func killedInTheMiddle() async throws {
        let scenario = try await Scenario { $0.silentMaking = 2 }
        let process = try OperatorCLI.start(scenario.arguments([]))
        try await eventually("the second request is on its way") {
            scenario.broker.requestCount(apiKey: Self.createTopics) == 2
        }
        process.signal(SIGKILL)
        _ = try? await process.finish()
        let half = try await OperatorCLI.run("check", "-f", scenario.spec, "-o", "json", "--bus-timeout", "60s")
        #expect(try JSONValue(parsing: half.output)["summary"] == ["ready": 1, "notReady": 1, "unknown": 0])
        let healed = try await scenario.run()
        #expect(healed.exitCode == 0, "\(healed.output)")
        #expect(scenario.broker.requestCount(apiKey: Self.createTopics) == 3)
        try await scenario.expectReady()
    }

    @Test("a typo, too few replicas and absent brokers are refused, and nothing is sent")
    func refusals() async throws {
        func run(
            _ words: String, _ way: String..., change: (inout KafkaBroker.State) -> Void
        ) async throws {
            let scenario = try await Scenario(change)
            let refused = try await scenario.run()
            #expect(refused.exitCode == 2, "\(refused.output)")
            #expect(refused.output.contains(words), "\(refused.output)")
            let isPartly = words.contains("did you mean")
            #expect(scenario.broker.requestCount(apiKey: Self.createTopics) == (isPartly ? 1 : 0))
            let meant = try await OperatorCLI.run(scenario.arguments(way), within: .seconds(120))
            #expect(meant.exitCode == 0, "\(meant.output)")
        }
        let other = KafkaBroker.State.Topic(partitions: 1, replicas: [0, 1, 2], inSync: [0, 1, 2])
        try await run("did you mean 'metrics-bus-2'?", "--create", "metrics-bus-1") {
            $0.topics["metrics-bus-2"] = other
        }
        try await run("default.replication.factor is 1", "--replication", "3") {
            $0.configs["default.replication.factor"] = "1"
        }
        try await run("it takes 3 brokers for 3 replicas, and 2 are up", "--replication", "2") { $0.brokers = [0, 1] }
        try await run("broker 3 is not up", "--replication", "3") {
            $0.topics["other"] = .init(partitions: 1, replicas: [0, 1, 3], inSync: [0, 1])
        }
    }

    @Test("who may not create is told what to grant", arguments: [29, 31])
    func forbidden(code: Int) async throws {
        let scenario = try await Scenario { $0.makingError = code }
        let result = try await scenario.run("-o", "json")
        #expect(result.exitCode == 2, "\(result.output)")
        let steps = try JSONValue(parsing: result.output)["steps"]?.array ?? []
        #expect(steps.map { $0["outcome"] } == ["CreatingForbidden", "CreatingForbidden"])
        #expect(steps.first?["todo"]?.string?.hasPrefix("grant anonymous Create on the topic") == true)
    }

    @Test("partitions are added to the topic that is named; fewer are refused")
    func partitions() async throws {
        let scenario = try await Scenario()
        #expect(try await scenario.run().exitCode == 0)
        let more = try await scenario.run("--partitions", "metrics-bus-1=24")
        #expect(more.exitCode == 0, "\(more.output)")
        #expect(more.output.contains("done: give kafka:metrics-bus-1 24 partitions instead of 12"))
        #expect(try await scenario.run("--partitions", "metrics-bus-1=24").exitCode == 0)
        let fewer = try await scenario.run("--partitions", "metrics-bus-1=6")
        #expect(fewer.exitCode == 2)
        #expect(fewer.output.contains("partitions are never taken away"))
        #expect(scenario.broker.requestCount(apiKey: Self.createPartitions) == 1)
        try await scenario.expectReady()
    }

    @Test("brokers that cannot be seen have nothing made on them")
    func unseen() async throws {
        let scenario = try await Scenario()
        await scenario.broker.stop()
        #expect(try await scenario.run().exitCode == 75)
    }
}
