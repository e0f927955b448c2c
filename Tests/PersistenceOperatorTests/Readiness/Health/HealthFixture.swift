import BusClients
import WriterSpecs

@testable import PersistenceOperator

/// A spec, and what is known of its bus.
struct HealthFixture {
    let spec: ResolvedSpec
    var readings: [WriterEndpoint.Resource: EndpointReading] = [:]
    var groups: [KafkaGroupQuery: KafkaGroupReading] = [:]
    var cluster = KafkaClusterFacts()
    var settings = HealthSettings()

    static let observer = BusObserver(principal: "User:writer", host: "pod-1", cluster: "b-1:9096")

    /// A topic that nothing is wrong with.
    static func healthy() -> KafkaTopicFacts {
        KafkaTopicFacts(
            replicas: 3,
            configuration: KafkaTopicConfiguration(
                minimumInSync: 2, retentionMilliseconds: 604_800_000, retentionBytes: -1, cleanupPolicy: "delete",
                maximumMessageBytes: 1_048_588))
    }

    /// One writer that consumes `metrics-bus-1` and has the dead-letter topic `dlq-1`.
    static func kafka(writers: String? = nil) throws -> HealthFixture {
        let writer =
            #"{"name": "metrics", "bus_subscriber_type": "GO_METRICS_BUS_WRITER", "kafka_consumer_group_override": "g"}"#
        var fixture = HealthFixture(spec: try SpecFixture.kafka(writers: writers ?? writer))
        fixture.know("metrics-bus-1") { _ in }
        fixture.know("dlq-1") { _ in }
        return fixture
    }

    /// Knows a healthy topic, but for what is changed.
    mutating func know(_ topic: String, partitions: Int? = 12, _ change: (inout KafkaTopicFacts) -> Void) {
        var facts = Self.healthy()
        change(&facts)
        readings[.kafkaTopic(topic)] = EndpointReading(
            .ready, "", partitions: partitions, facts: .topic(facts), observer: Self.observer)
    }

    /// Knows a topic whose configuration is changed.
    mutating func configure(_ topic: String, _ change: (inout KafkaTopicConfiguration) -> Void) {
        know(topic) { facts in
            var configuration = facts.configuration ?? KafkaTopicConfiguration()
            change(&configuration)
            facts.configuration = configuration
        }
    }

    var findings: [BusFinding] {
        HealthJudge(spec: spec, readings: readings, groups: groups, cluster: cluster, settings: settings).findings
    }

    var codes: [String] { findings.map { "\($0.severity.rawValue) \($0.reason.rawValue) \($0.place)" } }
}
