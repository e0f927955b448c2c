import Documents

extension Catalogue {
    /// The catalogue that the operator comes with: the published writer types, their placement and their environment.
    ///
    /// What the vendor does not publish is the operator's decision (docs/decisions/environment-fields.md). Consumer
    /// groups are not published at all, so no entry has one.
    public static let builtIn = Catalogue(
        types: onlineTypes + metricsTypes + offlineTypes + otherTypes, placement: .builtIn,
        environmentFields: EnvironmentFields.all)

    private static let onlineTypes = [
        WriterType(
            name: "ONLINE_WRITER", summary: "writes results to the online store", job: "online-store",
            imageFamily: .python, consumes: [.resultBusOnlineSubscription],
            environmentFields: EnvironmentFields.resultBusConsumer + EnvironmentFields.redis,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "ONLINE_VECTOR_STORE_WRITER", summary: "writes results to the vector store", job: "vector-store",
            imageFamily: .python, environmentFields: EnvironmentFields.consumer + EnvironmentFields.redis,
            terminationGracePeriodSeconds: 60),
    ]

    private static let metricsTypes = [
        WriterType(
            name: "METRICS_WRITER", summary: "turns results into metrics", job: "result-metrics",
            imageFamily: .python, consumes: [.resultBusMetricsSubscription], produces: [.metricsBusTopic],
            environmentFields: EnvironmentFields.resultBusConsumer + EnvironmentFields.metrics,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "GO_RESULT_BUS_METRICS_WRITER", summary: "turns results into metrics", job: "result-metrics",
            imageFamily: .go, consumes: [.resultBusMetricsSubscription], produces: [.metricsBusTopic],
            environmentFields: EnvironmentFields.resultBusConsumer + EnvironmentFields.metrics,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "METRICS_BUS_WRITER", summary: "writes metrics to the metrics store", job: "metrics-store",
            imageFamily: .python, consumes: [.metricsBusSubscription],
            environmentFields: EnvironmentFields.metricsStore, terminationGracePeriodSeconds: 60),
        WriterType(
            name: "GO_METRICS_BUS_WRITER",
            summary: "writes metrics to the metrics store (Timescale, ClickHouse, VictoriaMetrics by mode)",
            job: "metrics-store", imageFamily: .go, consumes: [.metricsBusSubscription],
            environmentFields: EnvironmentFields.metricsStore, terminationGracePeriodSeconds: 60),
    ]

    private static let offlineTypes = [
        WriterType(
            name: "OFFLINE_WRITER", summary: "makes offline store tables and passes the rows on", job: "offline-store",
            imageFamily: .python, consumes: [.resultBusOfflineSubscription], produces: [.streamingWriteTopic],
            environmentFields: EnvironmentFields.resultBusConsumer + EnvironmentFields.offlineStore,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "RUST_OFFLINE_WRITER", summary: "makes offline store tables and passes the rows on",
            job: "offline-store", imageFamily: .rust, consumes: [.resultBusOfflineSubscription],
            produces: [.streamingWriteTopic],
            environmentFields: EnvironmentFields.resultBusConsumer + EnvironmentFields.offlineStore,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "OFFLINE_STORE_STREAMING_INSERT_WRITER", summary: "inserts rows into the offline store",
            job: "streaming-insert", imageFamily: .python, imageFamilyByInserter: ["bigquery": .bswl],
            consumes: [.streamingWriteSubscription],
            environmentFields: EnvironmentFields.consumer + EnvironmentFields.offlineStore
                + ["bigquery_streaming_write_topic"],
            terminationGracePeriodSeconds: 60, checks: [.snowflakeIntegration]),
        WriterType(
            name: "OFFLINE_STORE_BULK_INSERT_WRITER", summary: "copies files from the bucket into the offline store",
            job: "bulk-insert", imageFamily: .python, consumes: [.parquetUploadSubscription],
            environmentFields: EnvironmentFields.consumer + EnvironmentFields.offlineStore + ["bq_upload_topic"],
            terminationGracePeriodSeconds: 120, checks: [.snowflakeIntegration, .inserterType, .uploadBucket]),
    ]

    private static let otherTypes = [
        WriterType(
            name: "USAGE_BUS_WRITER", summary: "writes usage events to the usage store", job: "usage-store",
            imageFamily: .python, consumes: [.usageEventsSubscription],
            environmentFields: EnvironmentFields.consumer + ["usage_store_uri"], terminationGracePeriodSeconds: 60),
        WriterType(
            name: "QUERY_MIRROR_CONSUMER", summary: "runs logged queries again and publishes the results",
            job: "query-mirror", imageFamily: .python, consumes: [.queryLogSubscription],
            produces: [.queryLogResultTopic], environmentFields: EnvironmentFields.consumer,
            terminationGracePeriodSeconds: 60),
        WriterType(
            name: "CLUSTER_MANAGER", summary: "collects node and pod metrics; reads no bus", job: "cluster-manager",
            imageFamily: .go, usesDeadLetterTopic: false,
            environmentFields: ["cluster_manager_config", "metrics_emission_mode"], rollout: .recreate),
    ]
}

/// The groups of fields that reach the environment of the built-in types.
private enum EnvironmentFields {
    /// Where the bus, the API server, the metadata and the secrets are: for every type.
    static let all = [
        "api_server_host", "autodiscover_key", "bus_backend", "bus_subscriber_type", "google_cloud_project", "insecure",
        "kafka_bootstrap_servers", "kafka_dlq_topic", "kafka_sasl_mechanism", "kafka_sasl_secret",
        "kafka_security_protocol", "metadata_provider", "metadata_sql_ssl_ca_cert_secret",
        "metadata_sql_ssl_client_cert_secret", "metadata_sql_ssl_client_key_secret", "metadata_sql_uri_secret",
        "secret_client", "storage_cache_prefix", "use_aws_pool_for_google_adc", "version",
    ]
    static let consumer = ["kafka_consumer_group_override", "max_batch_size", "message_processing_concurrency"]
    static let resultBusConsumer =
        consumer + ["result_bus_topic_id", "results_writer_skip_producing_feature_metrics"]
    static let redis = ["redis_is_clustered", "redis_lightning_supports_has_many"]
    static let metrics = ["metrics_emission_mode", "query_table_write_drop_ratio"]
    static let metricsStore =
        consumer + metrics + [
            "chalk_errors_clickhouse_write_mode", "chalk_queries_clickhouse_table",
            "chalk_queries_clickhouse_write_mode", "chalk_query_errors_clickhouse_table",
            "chalk_resolver_errors_clickhouse_table", "metrics_bus_topic_id",
        ]
    static let offlineStore = [
        "bq_upload_bucket", "offline_store_inserter_db_type", "snowflake_storage_integration_name",
    ]
}

extension PlacementRules {
    /// The labels and taints seen in production; `node_selector` is always taken as it is.
    public static let builtIn = PlacementRules(
        instanceTypeLabel: "node.kubernetes.io/instance-type", nodepoolLabel: "chalk.ai/nodepool",
        nodepoolTaint: Taint(key: "chalk.ai/nodepool", value: "", effect: "NoSchedule"),
        spotLabels: ["cloud.google.com/gke-spot": "true"],
        spotTaint: Taint(key: "cloud.google.com/gke-spot", value: "true", effect: "NoSchedule"))
}
