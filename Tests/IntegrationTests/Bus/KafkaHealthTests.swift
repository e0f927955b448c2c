import Documents
import TestPeers
import Testing

/// What is wrong with topics that can be used, as a user sees it, against a broker with TLS and a login.
@Suite("the health of a Kafka cluster", .requires(.python), .timeLimit(.minutes(5)))
struct KafkaHealthTests {
    private typealias State = KafkaBroker.State

    /// A change to a healthy cluster.
    struct Fault: CustomTestStringConvertible, Sendable {
        let code: String
        let severity: String
        let seen: String
        let make: @Sendable (inout KafkaBroker.State) -> Void

        var testDescription: String { code }
    }

    private static let healthyConfigs = [
        "min.insync.replicas": "2", "retention.ms": "604800000", "retention.bytes": "-1", "cleanup.policy": "delete",
        "max.message.bytes": "1048588",
    ]

    private static let healthy: State = {
        var state = State(users: ["writer": TestSecret.saslPassword.value])
        for (name, partitions) in [("metrics-bus-1", 3), ("dlq-1", 1)] {
            state.topics[name] = .init(
                partitions: partitions, replicas: [0, 1, 2], inSync: [0, 1, 2], configs: healthyConfigs)
            state.topics[name]?.end = 100
            state.topics[name]?.young = 60
        }
        state.groups["writers"] = .init(members: ["10.0.0.7"], offsets: committed(90))
        return state
    }()

    private static func committed(_ offset: Int) -> [String: [Int: Int]] {
        ["metrics-bus-1": [0: offset, 1: offset, 2: offset]]
    }

    private static func config(_ code: String, _ severity: String, _ key: String, _ value: String) -> Fault {
        Fault(code: code, severity: severity, seen: "\(key)=\(value)") {
            $0.topics["metrics-bus-1"]?.configs[key] = value
        }
    }

    private static let faults = [
        config("RetentionTooShort", "warns", "retention.ms", "3600000"),
        config("RetentionLong", "informs", "retention.ms", "-1"),
        config("RetentionBySize", "warns", "retention.bytes", "1073741824"),
        config("TopicCompacted", "warns", "cleanup.policy", "compact"),
        config("MinInsyncTooHigh", "warns", "min.insync.replicas", "3"),
        config("MinInsyncTooLow", "informs", "min.insync.replicas", "1"),
        Fault(code: "DeadLetterTooSmall", severity: "warns", seen: "max.message.bytes=1000 of 'dlq-1'") {
            $0.topics["dlq-1"]?.configs["max.message.bytes"] = "1000"
        },
        Fault(code: "UnderReplicated", severity: "warns", seen: "3 with fewer replicas in sync than they have") {
            $0.topics["metrics-bus-1"]?.inSync = [0, 1]
        },
        Fault(code: "ReplicationTooLow", severity: "warns", seen: "replication factor 1") {
            $0.topics["metrics-bus-1"]?.replicas = [0]
            $0.topics["metrics-bus-1"]?.inSync = [0]
            $0.topics["metrics-bus-1"]?.configs["min.insync.replicas"] = "1"
        },
        Fault(code: "TooFewPartitions", severity: "warns", seen: "2 partitions") {
            $0.topics["metrics-bus-1"]?.partitions = 2
        },
        Fault(code: "ConfigurationUnseen", severity: "informs", seen: "no answer to DescribeConfigs") {
            $0.hiddenConfigs = ["metrics-bus-1"]
        },
        Fault(code: "GroupEmpty", severity: "warns", seen: "no member") { $0.groups["writers"]?.state = "Empty" },
        Fault(code: "GroupRebalancing", severity: "informs", seen: "rebalancing") {
            $0.groups["writers"]?.state = "PreparingRebalance"
        },
        Fault(code: "GroupUnseen", severity: "informs", seen: "unknown") { $0.groups["writers"]?.state = "Dead" },
        Fault(code: "NoCommitYet", severity: "informs", seen: "no commit") { $0.groups["writers"]?.offsets = [:] },
        Fault(code: "LagUnknown", severity: "informs", seen: "unknown") { $0.silentOffsets = ["metrics-bus-1"] },
        Fault(code: "LagUnknown", severity: "informs", seen: "unknown") { $0.hiddenGroups = ["writers"] },
        Fault(code: "MessagesLost", severity: "warns", seen: "a commit 30 messages before") {
            $0.topics["metrics-bus-1"]?.first = 80
            $0.groups["writers"]?.offsets = committed(70)
        },
        Fault(code: "LagOutlastsRetention", severity: "warns", seen: "150 unread, of 3 partitions") {
            $0.groups["writers"]?.offsets = committed(50)
        },
        Fault(code: "TopicsAutoCreated", severity: "warns", seen: "auto.create.topics.enable=true") {
            $0.configs["auto.create.topics.enable"] = "true"
        },
    ]

    private struct Checker {
        let broker: KafkaBroker
        let spec: String
        let caFile: String

        init(_ state: KafkaBroker.State) async throws {
            let authority = try TestAuthority()
            caFile = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
            broker = try await KafkaBroker(state, identity: authority.issue(names: ["DNS:localhost"]))
            spec = try Scratch.file(
                "spec.json",
                """
                {"common_persistence_specs": {
                  "bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "dlq-1",
                  "bus_writer_image_go": "go:1", "metrics_bus_topic_id": "metrics-bus-1"},
                 "kafka_bootstrap_servers": "\(broker.address)", "kafka_sasl_secret": "AmazonMSK_x",
                 "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "name": "metrics", "default_replica_count": 3,
                              "kafka_consumer_group_override": "writers",
                              "request": {"cpu": "1", "memory": "1Gi"}}]}
                """)
        }

        func run(_ options: String...) async throws -> (exitCode: Int32, findings: [JSONValue], output: String) {
            let result = try await OperatorCLI.run(
                ["check", "-f", spec, "--kafka-ca-file", caFile, "--bus-timeout", "60s", "-o", "json"] + options,
                environment: [
                    "KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": TestSecret.saslPassword.value,
                ])
            let findings = try JSONValue(parsing: result.output)["findings"]?.array ?? []
            return (result.exitCode, findings, result.output)
        }
    }

    @Test("each finding comes with its cause and goes with it")
    func provokedAndCleared() async throws {
        let checker = try await Checker(Self.healthy)
        #expect(try await checker.run().findings == [])
        for fault in Self.faults {
            var state = Self.healthy
            fault.make(&state)
            try checker.broker.set(state)
            let faulty = try await checker.run()
            let finding = faulty.findings.first { $0["code"]?.string == fault.code }
            #expect(finding?["severity"]?.string == fault.severity, "\(fault.code): \(faulty.output)")
            #expect(finding?["seen"]?.string?.hasPrefix(fault.seen) == true, "\(fault.code): \(faulty.output)")
            #expect(faulty.exitCode == 0, "what can be used is no reason to fail")
            try checker.broker.set(Self.healthy)
            let cleared = try await checker.run()
            #expect(cleared.findings == [], "after \(fault.code)")
        }
    }

    @Test("one that is said to block fails the check, and one that is ignored is not told")
    func severities() async throws {
        var state = Self.healthy
        state.topics["metrics-bus-1"]?.configs["retention.ms"] = "3600000"
        let checker = try await Checker(state)
        #expect(try await checker.run("--severity", "RetentionTooShort=blocks").exitCode == 2)
        #expect(try await checker.run("--severity", "RetentionTooShort=ignored").findings == [])
        #expect(try await checker.run("--outage-window", "30m").findings == [])
    }

    @Test("the lag is told with the group, and no number stands for what is not known: faults 42 and 44")
    func lag() async throws {
        let checker = try await Checker(Self.healthy)
        func group() async throws -> JSONValue? {
            let report = try JSONValue(parsing: try await checker.run().output)
            return report["writers"]?.array?.first?["endpoints"]?.array?.first?["consumerGroup"]
        }
        #expect(
            try await group() == [
                "name": "writers", "state": "stable", "members": 1, "lag": 30, "lost": 0, "uncommittedPartitions": 0,
            ])
        var state = Self.healthy
        state.groups["writers"]?.offsets["metrics-bus-1"]?[2] = nil
        try checker.broker.set(state)
        #expect(try await group()?["lag"] == 20)
        #expect(try await group()?["uncommittedPartitions"] == 1)
        for change in [
            { $0.groups["writers"]?.offsets = [:] }, { $0.silentOffsets = ["metrics-bus-1"] },
            { $0.hiddenGroups = ["writers"] },
        ] as [(inout State) -> Void] {
            var state = Self.healthy
            change(&state)
            try checker.broker.set(state)
            let group = try await group()
            #expect(group?["name"] == "writers")
            #expect(group?["lag"] == nil)
        }
    }

    @Test("a look costs one DescribeConfigs request, however many topics there are")
    func requests() async throws {
        let checker = try await Checker(Self.healthy)
        _ = try await checker.run()
        #expect(checker.broker.requestCount(apiKey: 32) == 1)
    }
}
