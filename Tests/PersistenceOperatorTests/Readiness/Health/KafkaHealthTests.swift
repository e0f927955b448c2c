import BusClients
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the health of Kafka topics")
struct KafkaHealthTests {
    @Test("of a healthy topic nothing is said")
    func healthy() throws {
        #expect(try HealthFixture.kafka().findings == [])
    }

    @Test(
        "what is kept for too short, too long or otherwise than a bus needs is found",
        arguments: [
            (KafkaTopicConfiguration(retentionMilliseconds: 86_399_999), ["warns RetentionTooShort"]),
            (KafkaTopicConfiguration(retentionMilliseconds: 86_400_000), []),
            (KafkaTopicConfiguration(retentionMilliseconds: 604_800_000), []),
            (KafkaTopicConfiguration(retentionMilliseconds: 604_800_001), ["informs RetentionLong"]),
            (KafkaTopicConfiguration(retentionMilliseconds: -1), ["informs RetentionLong"]),
            (KafkaTopicConfiguration(retentionBytes: 1 << 30), ["warns RetentionBySize"]),
            (KafkaTopicConfiguration(retentionBytes: -1), []),
            (KafkaTopicConfiguration(cleanupPolicy: "compact"), ["warns TopicCompacted"]),
            (KafkaTopicConfiguration(cleanupPolicy: "delete,compact"), ["warns TopicCompacted"]),
            (KafkaTopicConfiguration(minimumInSync: 3), ["warns MinInsyncTooHigh"]),
            (KafkaTopicConfiguration(minimumInSync: 1), ["informs MinInsyncTooLow"]),
            (KafkaTopicConfiguration(), []),
        ])
    func configuration(configuration: KafkaTopicConfiguration, expected: [String]) throws {
        var fixture = try HealthFixture.kafka()
        fixture.know("metrics-bus-1") { $0.configuration = configuration }
        #expect(fixture.codes == expected.map { "\($0) kafka:metrics-bus-1" })
    }

    @Test("a configuration that may not be seen is said to be unseen, and nothing is guessed")
    func unseen() throws {
        var fixture = try HealthFixture.kafka()
        fixture.know("metrics-bus-1") { $0.configuration = nil }
        #expect(fixture.codes == ["informs ConfigurationUnseen kafka:metrics-bus-1"])
    }

    @Test("copies that are missing, or were never asked for, are found")
    func copies() throws {
        var fixture = try HealthFixture.kafka()
        fixture.know("metrics-bus-1") { $0.underReplicatedPartitions = 2 }
        #expect(fixture.codes == ["warns UnderReplicated kafka:metrics-bus-1"])
        fixture.know("metrics-bus-1") { $0.replicas = 2 }
        #expect(
            fixture.codes == [
                "warns ReplicationTooLow kafka:metrics-bus-1", "warns MinInsyncTooHigh kafka:metrics-bus-1",
            ])
        // One replica cannot have fewer in sync.
        fixture.know("metrics-bus-1") { $0.replicas = 1 }
        #expect(fixture.codes == ["warns ReplicationTooLow kafka:metrics-bus-1"])
    }

    @Test("how long a topic keeps messages does not matter where nobody consumes it")
    func deadLetterRetention() throws {
        var fixture = try HealthFixture.kafka()
        fixture.configure("dlq-1") { $0.retentionMilliseconds = 1_000 }
        #expect(fixture.findings == [])
    }

    @Test("the outage that must be survived is the operator's to say")
    func window() throws {
        var fixture = try HealthFixture.kafka()
        fixture.settings.outageWindow = .seconds(8 * 86_400)
        let finding = try #require(fixture.findings.first)
        #expect(finding.reason == .retentionTooShort)
        #expect(finding.seen == "retention.ms=604800000 (7 d)")
        #expect(finding.wanted == "at least 8 d (--outage-window)")
        #expect(finding.writers == ["metrics"])
    }

    @Test("a dead-letter topic must take what the consumed topic takes")
    func deadLetters() throws {
        var fixture = try HealthFixture.kafka()
        fixture.configure("dlq-1") { $0.maximumMessageBytes = 1_000 }
        #expect(fixture.codes == ["warns DeadLetterTooSmall kafka:metrics-bus-1"])
        #expect(fixture.findings.first?.seen == "max.message.bytes=1000 of 'dlq-1'")
        fixture.configure("dlq-1") { $0.maximumMessageBytes = nil }
        #expect(fixture.findings == [])
    }

    @Test("brokers that create topics by themselves are told once, for all writers")
    func automaticCreation() throws {
        var fixture = try HealthFixture.kafka()
        fixture.cluster.createsTopics = true
        #expect(fixture.codes == ["warns TopicsAutoCreated the cluster"])
        #expect(fixture.findings.first?.concerns("metrics") == true)
        fixture.cluster.createsTopics = false
        #expect(fixture.findings == [])
    }

    @Test("a topic that many writers use is told once, with all of them")
    func shared() throws {
        var fixture = try HealthFixture.kafka(
            writers: #"""
                {"name": "a", "bus_subscriber_type": "GO_METRICS_BUS_WRITER", "kafka_consumer_group_override": "g"},
                {"name": "b", "bus_subscriber_type": "METRICS_BUS_WRITER", "kafka_consumer_group_override": "h"}
                """#)
        fixture.know("dlq-1") { $0.underReplicatedPartitions = 1 }
        #expect(fixture.findings.map(\.writers) == [["a", "b"]])
        #expect(fixture.findings.first?.concerns("c") == false)
    }
}
