import Documents
import Testing

@testable import WriterSpecs

@Suite("Values in fields without effect")
struct NoEffectTests {
    private static let clusterManager = #""bus_subscriber_type":"CLUSTER_MANAGER","request":{"cpu":"1"}"#

    static let cases: [FindingCase] = [
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", severity: .warning,
            top: #"{"kafka_bootstrap_servers":"a;b"}"#),
        FindingCase(
            code: "secret-name", path: "kafkaSaslSecret", severity: .warning, top: #"{"kafkaSaslSecret":"a b"}"#),
        FindingCase(
            code: "enum", path: "kafka_security_protocol", severity: .warning,
            top: #"{"kafka_security_protocol":"nonsense"}"#),
        FindingCase(
            code: "consumer-group", path: "writers[0].kafka_consumer_group_override", severity: .warning,
            writer: #"{"kafka_consumer_group_override":"a b"}"#),
        FindingCase(
            code: "ratio", path: "writers[0].query_table_write_drop_ratio", severity: .warning,
            writer: #"{"query_table_write_drop_ratio":"10%"}"#),
        FindingCase(
            code: "enum", path: "writers[0].metrics_emission_mode", severity: .warning,
            writer: #"{"metrics_emission_mode":"nonsense"}"#),
        FindingCase(
            code: "uri", path: "writers[0].usage_store_uri", severity: .warning,
            writer: #"{"usage_store_uri":"no scheme"}"#),
        FindingCase(
            code: "negative-count", path: "writers[0].max_batch_size", severity: .warning,
            writer: "{\(clusterManager),\"max_batch_size\":-1}"),
        FindingCase(
            code: "zero-target", path: "writers[0].hpa_specs.hpa_target_average_value", severity: .warning,
            writer: "{\(clusterManager),\"hpa_specs\":{\"hpa_target_average_value\":0}}"),
        FindingCase(
            code: "negative-count", path: "writers[0].hpa_specs.hpa_min_replicas", severity: .warning, base: .kafka,
            writer: #"{"hpa_specs":{"hpa_min_replicas":-1}}"#),
        FindingCase(
            code: "quantity", path: "writers[0].limit.storage", severity: .warning,
            writer: #"{"limit":{"storage":"lots"}}"#),
        FindingCase(
            code: "subscription-name", path: "common_persistence_specs.usage_events_subscription_id",
            severity: .warning, common: #"{"usage_events_subscription_id":"1"}"#),
    ]

    @Test("are warnings where they break a rule, and the field is called one without effect", arguments: cases)
    func warnings(finding: FindingCase) throws {
        try finding.check()
        let reading = try finding.read()
        let standing: Set = ["not-applicable", "hpa-on-kafka", "storage-resource", "unused-field"]
        #expect(reading.codes.contains(where: standing.contains), "\(reading.diagnostics.map(\.summary))")
        #expect(reading.resolved?.writers.count == 1)
    }

    @Test("stay errors where the bus is told by the very field")
    func undeclaredBus() throws {
        let finding = FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka, common: #"{"bus_backend":null}"#,
            top: #"{"kafka_bootstrap_servers":"a;b"}"#)
        try finding.check()
    }

    @Test("stay errors where the kind of value is wrong, or the type is not known")
    func otherErrors() throws {
        try FindingCase(code: "wrong-type", path: "kafka_sasl_secret", top: #"{"kafka_sasl_secret":1}"#).check()
        try FindingCase(
            code: "ratio", path: "writers[0].query_table_write_drop_ratio",
            writer: #"{"bus_subscriber_type":"NEW_TYPE","image_override":"x","query_table_write_drop_ratio":"10%"}"#
        ).check()
    }

    @Test("a maximum of 0 holds nothing on Kafka, where there is no autoscaler")
    func maximumOfZeroOnKafka() throws {
        let reading = try FindingCase(
            code: "", path: "", base: .kafka, writer: #"{"hpa_specs":{"hpa_max_replicas":0}}"#
        ).read()
        #expect(reading.codes == ["hpa-on-kafka"])
    }

    @Test("a replica count counts where the autoscaler does not")
    func replicaCountOfClusterManager() throws {
        let reading = try FindingCase(
            code: "", path: "", writer: "{\(Self.clusterManager),\"default_replica_count\":2,\"hpa_specs\":{}}"
        ).read()
        #expect(reading.codes == ["not-applicable"])
    }

    @Test("the type may follow the value, in either spelling")
    func order() throws {
        let text = """
            {"writers": [{"maxBatchSize": -1, "imageOverride": "x", "busSubscriberType": "CLUSTER_MANAGER"}],
             "common_persistence_specs": {"namespace": "ns", "service_account_name": "sa"}}
            """
        let reading = SpecReader.read(Array(text.utf8))
        #expect(reading.finding("negative-count", at: "writers[0].maxBatchSize")?.severity == .warning)
        #expect(!reading.hasErrors)
    }
}
