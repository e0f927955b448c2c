import PersistenceOperator
import WriterSpecs

/// Resolved specs out of JSON text, as the commands read them.
enum SpecFixture {
    /// A Kafka spec; `extra` adds top-level members, `writers` replaces the two default ones.
    static func kafka(
        servers: String? = "b-1:9096,b-2:9096", extra: String = "", writers: String? = nil
    ) throws -> ResolvedSpec {
        let servers = servers.map { #""kafka_bootstrap_servers": "\#($0)","# } ?? ""
        let defaults = """
            {"name": "metrics", "bus_subscriber_type": "GO_METRICS_BUS_WRITER", "default_replica_count": 6},
            {"name": "online", "bus_subscriber_type": "ONLINE_WRITER", "default_replica_count": 2}
            """
        return try resolve(
            """
            {"common_persistence_specs": {
              "bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "dlq-1",
              "bus_writer_image_go": "go:1", "bus_writer_image_python": "python:1",
              "metrics_bus_topic_id": "metrics-bus-1", "result_bus_topic_id": "result-bus-1"},
             \(servers) \(extra) "writers": [\(writers ?? defaults)]}
            """)
    }

    /// A Pub/Sub spec with one consumer and one producer.
    static func pubSub(project: String? = "project-1") throws -> ResolvedSpec {
        let project = project.map { #""google_cloud_project": "\#($0)","# } ?? ""
        return try resolve(
            """
            {"common_persistence_specs": {
              "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", \(project)
              "bus_writer_image_go": "go:1", "bus_writer_image_python": "python:1",
              "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub",
              "result_bus_topic_id": "result-bus", "result_bus_metrics_subscription_id": "result-sub"},
             "writers": [{"bus_subscriber_type": "METRICS_WRITER"}, {"bus_subscriber_type": "GO_METRICS_BUS_WRITER"}]}
            """)
    }

    private struct Refused: Error {
        let findings: [String]
    }

    static func resolve(_ text: String) throws -> ResolvedSpec {
        let reading = SpecReader.read(Array(text.utf8), options: SpecReadingOptions(), catalogue: .builtIn)
        guard let resolved = reading.resolved, !reading.hasErrors else {
            throw Refused(findings: reading.diagnostics.map { "\($0.path): \($0.message)" })
        }
        return resolved
    }
}
