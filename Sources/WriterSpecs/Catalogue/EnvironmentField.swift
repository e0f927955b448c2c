import Documents

/// The fields of the spec that can become variables of a writer's container.
///
/// A catalogue names fields by these names; which of them reach a type is the catalogue's data.
public enum EnvironmentField {
    /// Fields of the document and of `common_persistence_specs`, without the bus fields.
    public static let shared: Set<String> = [
        "api_server_host", "autodiscover_key", "bus_backend", "cluster_manager_config", "google_cloud_project",
        "insecure", "kafka_bootstrap_servers", "kafka_dlq_topic", "kafka_sasl_mechanism", "kafka_sasl_secret",
        "kafka_security_protocol", "metadata_provider", "redis_is_clustered", "redis_lightning_supports_has_many",
        "secret_client", "snowflake_storage_integration_name", "use_aws_pool_for_google_adc",
    ]

    /// Fields of a writer with a member of their own in `WriterSpec`.
    public static let ofWriter: Set<String> = [
        "bus_subscriber_type", "kafka_consumer_group_override", "max_batch_size", "message_processing_concurrency",
        "offline_store_inserter_db_type", "version",
    ]

    /// Fields of a writer that are passed on as they are (`WriterSpec.passThrough`).
    public static let passedThrough: Set<String> = [
        "chalk_errors_clickhouse_write_mode", "chalk_queries_clickhouse_table", "chalk_queries_clickhouse_write_mode",
        "chalk_query_errors_clickhouse_table", "chalk_resolver_errors_clickhouse_table",
        "metadata_sql_ssl_ca_cert_secret", "metadata_sql_ssl_client_cert_secret", "metadata_sql_ssl_client_key_secret",
        "metadata_sql_uri_secret", "metrics_emission_mode", "query_table_write_drop_ratio",
        "results_writer_skip_producing_feature_metrics", "storage_cache_prefix", "usage_store_uri",
    ]

    /// The fields that only mean something on Kafka.
    public static let kafkaOnly: Set<String> = [
        "kafka_bootstrap_servers", "kafka_consumer_group_override", "kafka_dlq_topic", "kafka_sasl_mechanism",
        "kafka_sasl_secret", "kafka_security_protocol",
    ]

    /// Every field that can become a variable.
    public static let all: Set<String> =
        shared.union(ofWriter).union(passedThrough).union(BusField.allCases.map(\.rawValue))
}

extension Catalogue {
    /// The fields that reach the environment of a type, ascending: those for all types, the type's own, and the bus
    /// fields that it consumes and produces.
    public func environmentFields(of type: WriterType) -> [String] {
        var fields = Set(environmentFields).union(type.environmentFields)
        fields.formUnion((type.consumes + type.produces).map(\.rawValue))
        if !type.usesDeadLetterTopic { fields.remove("kafka_dlq_topic") }
        return fields.sorted()
    }

    /// The fields of a writer that are only there for the environment and do not reach that of a type.
    func fieldsWithoutEffect(on type: WriterType) -> Set<String> {
        EnvironmentField.passedThrough.union(EnvironmentField.ofWriter)
            .subtracting(["bus_subscriber_type", "version"]).subtracting(environmentFields(of: type))
    }

    /// The bus fields that reach a type, ascending.
    public func busFields(of type: WriterType) -> [BusField] {
        environmentFields(of: type).compactMap(BusField.init(rawValue:))
    }

    /// An entry for a type that the catalogue does not have: nothing is known of it, so every field reaches it but those
    /// of the cluster manager.
    public func unknownType(named name: String) -> WriterType {
        WriterType(
            name: name, summary: "not in the catalogue", job: name, imageFamily: nil,
            environmentFields: EnvironmentField.all.subtracting(["cluster_manager_config"]).sorted(),
            terminationGracePeriodSeconds: 60)
    }
}
