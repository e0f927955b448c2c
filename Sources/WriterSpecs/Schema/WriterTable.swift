import Documents

extension SpecTables {
    /// One entry of `writers`.
    static let writer = FieldTable<WriterSpec>(
        name: "Writer", description: "One writer: a Deployment that consumes the bus and writes to a store.",
        fields: [
            .string(
                "bus_subscriber_type", \.busSubscriberType,
                "The writer's type. A free text, since new types appear; see `operator catalogue`.", .labelValue
            ).required,
            .string(
                "name", \.name,
                "The name of its objects. Empty: the type in lower case with hyphens.", .dnsLabel),
            .string("image_override", \.imageOverride, "Replaces the image of the type's family.", .image),
            .string("version", \.version, "A label and a variable of the writer; never the image's tag.", .labelValue),
            .object("request", \.request, table: { resources }, "The container's resource requests."),
            .object("limit", \.limit, table: { resources }, "The container's resource limits."),
            .integer(
                "default_replica_count", \.defaultReplicaCount,
                "The number of replicas. 0 is the same as absent: a new writer gets 1, a live one keeps its count."),
            TypedField(
                descriptor: FieldDescriptor(
                    "hpa_specs", .object(autoscaling.schema), "Autoscaling on undelivered Pub/Sub messages."),
                action: .descend { root, node, nested, decoder in
                    var hpa = root.hpa ?? HPASpec()
                    decoder.decode(node, into: &hpa, table: autoscaling, at: nested)
                    root.hpa = hpa
                }),
            .bool("gke_spot", \.gkeSpot, "Run on GKE spot nodes."),
            .bool(
                "load_writer_configmap", \.loadWriterConfigMap,
                "Take environment from an optional ConfigMap of the writer's name."),
            .string(
                "kafka_consumer_group_override", \.kafkaConsumerGroupOverride,
                "The Kafka consumer group, where it is not the type's own.", .consumerGroup),
            .integer("max_batch_size", \.maxBatchSize, "The largest number of messages in a batch."),
            .integer(
                "message_processing_concurrency", \.messageProcessingConcurrency,
                "The number of messages that are processed at once."),
            passed("metadata_sql_uri_secret", "The secret with the URI of the metadata database.", .secretName),
            passed("metadata_sql_ssl_ca_cert_secret", "The secret with the database's CA certificate.", .secretName),
            passed("metadata_sql_ssl_client_cert_secret", "The secret with the client's certificate.", .secretName),
            passed("metadata_sql_ssl_client_key_secret", "The secret with the client's key.", .secretName),
            .string(
                "offline_store_inserter_db_type", \.offlineStoreInserterDBType,
                "The offline store that an insert writer inserts into: snowflake, bigquery, …"),
            passed("storage_cache_prefix", "A prefix for keys of the storage cache."),
            passed("usage_store_uri", "The usage store.", .uri),
            passedBool(
                "results_writer_skip_producing_feature_metrics", "Whether a metrics writer leaves feature metrics out."),
            passed(
                "query_table_write_drop_ratio",
                "The share of query rows that is dropped: a decimal from 0 to 1, as text.",
                .ratio),
            .string("instance_type", \.instanceType, "Placement: the node's instance type.", .labelValue),
            .string("nodepool", \.nodepool, "Placement: the node pool.", .labelValue),
            .map("node_selector", \.nodeSelector, "Placement: labels of the node.", .labels),
            .map("additional_env_vars", \.additionalEnvVars, "Variables that come last and win.", .environment),
            passed(
                "chalk_queries_clickhouse_write_mode", "Where queries are written to.", type: .enumeration(writeModes)),
            passed(
                "chalk_errors_clickhouse_write_mode", "Where errors are written to.", type: .enumeration(writeModes)),
            passed("chalk_queries_clickhouse_table", "The table of queries; chalk.queries where absent."),
            passed(
                "chalk_query_errors_clickhouse_table", "The table of query errors; chalk.query_errors where absent."),
            passed(
                "chalk_resolver_errors_clickhouse_table",
                "The table of resolver errors; chalk.resolver_errors where absent."),
            passed("metrics_emission_mode", "Where metrics are written to.", type: .enumeration(emissionModes)),
            .string(
                "pdb_min_available", \.pdbMinAvailable,
                "PodDisruptionBudget: the pods that must stay, an integer or percentage as text.", .integerOrPercentage),
            .string(
                "pdb_max_unavailable", \.pdbMaxUnavailable,
                "PodDisruptionBudget: the pods that may go, an integer or percentage as text.", .integerOrPercentage),
        ])

    /// `request` and `limit`.
    static let resources = FieldTable<ResourceQuantities>(
        name: "Resources", description: "Kubernetes quantities, all optional.",
        fields: [
            .string("cpu", \.cpu, "CPU in cores, such as 500m or 2.", .quantity),
            .string("memory", \.memory, "Memory in bytes, such as 512Mi or 2Gi.", .quantity),
            .string("ephemeral_storage", \.ephemeralStorage, "Local scratch space, such as 4Gi.", .quantity),
            .string("storage", \.storage, "No container resource: never rendered.", .quantity),
        ])

    /// `hpa_specs`.
    static let autoscaling = FieldTable<HPASpec>(
        name: "HPASpecs", description: "Autoscaling on the undelivered messages of a Pub/Sub subscription.",
        fields: [
            .string(
                "hpa_pubsub_subscription_id", \.subscription, "The subscription; the consumed one where absent."),
            .integer("hpa_min_replicas", \.minReplicas, "The least number of replicas; 1 where absent."),
            .integer("hpa_max_replicas", \.maxReplicas, "The largest number of replicas; 10 where absent."),
            .integer(
                "hpa_target_average_value", \.targetAverageValue,
                "Undelivered messages per replica; 5 where absent.", .positive),
        ])

    private static let writeModes = ["UNSPECIFIED", "TIMESCALE_ONLY", "DUAL", "CLICK_HOUSE_ONLY"]
        .map { "BACKGROUND_PERSISTENCE_WRITER_CLICK_HOUSE_WRITE_MODE_" + $0 }

    private static let emissionModes = ["UNSPECIFIED", "TIMESCALE_ONLY", "DUAL_WRITE", "VICTORIA_METRICS_ONLY"]
        .map { "BACKGROUND_PERSISTENCE_WRITER_METRICS_EMISSION_MODE_" + $0 }

    private static func passed(
        _ name: String, _ description: String, _ format: FieldFormat? = nil, type: FieldType = .string
    ) -> TypedField<WriterSpec> {
        .text(name, description, format, type: type) { root, value in
            if !value.isEmpty { root.passThrough[name] = value }
        }
    }

    private static func passedBool(_ name: String, _ description: String) -> TypedField<WriterSpec> {
        TypedField(
            descriptor: FieldDescriptor(name, .bool, description),
            action: .store { root, value in
                if case .bool(let value) = value { root.passThrough[name] = value ? "true" : "false" }
            })
    }
}
