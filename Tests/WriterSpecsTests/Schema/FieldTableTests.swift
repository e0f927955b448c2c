import Documents
import Testing

@testable import WriterSpecs

@Suite("The field tables")
struct FieldTableTests {
    /// The fields of the vendor's published schema, by object.
    private static let document = """
        common_persistence_specs api_server_host kafka_sasl_secret kafka_bootstrap_servers kafka_security_protocol \
        kafka_sasl_mechanism metadata_provider redis_is_clustered snowflake_storage_integration_name \
        redis_lightning_supports_has_many insecure writers bootstrap_cloud_resources suspended autodiscover_key \
        observability_daemons observability_daemon_scheduling cluster_manager_config
        """
    private static let common = """
        namespace service_account_name bus_backend secret_client bus_writer_image_go bus_writer_image_python \
        bus_writer_image_bswl bus_writer_image_rust google_cloud_project kafka_dlq_topic operation_subscription_id \
        bigquery_parquet_upload_subscription_id bigquery_streaming_write_subscription_id \
        bigquery_streaming_write_topic bq_upload_bucket bq_upload_topic metrics_bus_subscription_id \
        metrics_bus_topic_id result_bus_topic_id result_bus_metrics_subscription_id \
        result_bus_offline_store_subscription_id result_bus_online_store_subscription_id query_log_subscription_id \
        query_log_result_topic include_chalk_node_selector use_aws_pool_for_google_adc usage_bus_topic_id \
        usage_events_subscription_id
        """
    private static let writer = """
        bus_subscriber_type name image_override version request limit default_replica_count hpa_specs gke_spot \
        load_writer_configmap kafka_consumer_group_override max_batch_size message_processing_concurrency \
        metadata_sql_uri_secret metadata_sql_ssl_ca_cert_secret metadata_sql_ssl_client_cert_secret \
        metadata_sql_ssl_client_key_secret offline_store_inserter_db_type storage_cache_prefix usage_store_uri \
        results_writer_skip_producing_feature_metrics query_table_write_drop_ratio instance_type nodepool \
        node_selector additional_env_vars chalk_queries_clickhouse_write_mode chalk_errors_clickhouse_write_mode \
        chalk_queries_clickhouse_table chalk_query_errors_clickhouse_table chalk_resolver_errors_clickhouse_table \
        metrics_emission_mode pdb_min_available pdb_max_unavailable
        """

    @Test("every field of the published schema is there, and no other")
    func complete() {
        func names(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
        #expect(Set(SpecTables.document.fields.map(\.descriptor.name)) == names(Self.document))
        #expect(Set(SpecTables.common.fields.map(\.descriptor.name)) == names(Self.common))
        #expect(Set(SpecTables.writer.fields.map(\.descriptor.name)) == names(Self.writer))
        #expect(
            SpecTables.resources.fields.map(\.descriptor.name) == ["cpu", "memory", "ephemeral_storage", "storage"])
        #expect(SpecTables.autoscaling.fields.count == 4)
    }

    @Test("the bus fields and images of the model are fields of the table, and fields of the environment exist")
    func modelAgrees() {
        let common = Set(SpecTables.common.fields.map(\.descriptor.name))
        #expect(common.isSuperset(of: BusField.allCases.map(\.rawValue)))
        #expect(common.isSuperset(of: ImageFamily.allCases.map(\.fieldName)))
        let all = common.union(SpecTables.document.fields.map(\.descriptor.name))
            .union(SpecTables.writer.fields.map(\.descriptor.name))
        #expect(EnvironmentField.all.subtracting(all) == [])
    }

    @Test(
        "camelCase follows protobuf",
        arguments: [
            ("api_server_host", "apiServerHost"), ("use_aws_pool_for_google_adc", "useAwsPoolForGoogleAdc"),
            ("name", "name"), ("metadata_sql_ssl_ca_cert_secret", "metadataSqlSslCaCertSecret"),
        ])
    func camelCase(name: String, expected: String) {
        #expect(FieldDescriptor.camelCase(name) == expected)
    }

    @Test("each text of a writer reaches the model under its own name")
    func everyWriterText() throws {
        for field in SpecTables.writer.fields {
            let name = field.descriptor.name
            let text: String
            switch field.descriptor.type {
            case .string:
                text =
                    switch field.descriptor.format {
                    case .image, .labelValue, .dnsLabel: "\"abc\""
                    case .ratio: "\"0.5\""
                    case .integerOrPercentage: "\"50%\""
                    case .uri: "\"abc:d\""
                    default: "\"value\""
                    }
            case .enumeration(let values): text = "\"\(values[1])\""
            case .bool: text = "true"
            case .int32: text = "7"
            default: continue
            }
            let reading = SpecReader.read(Array("{\"writers\":[{\"\(name)\":\(text)}]}".utf8))
            let writer = try #require(reading.document?.writers.first)
            var empty = WriterSpec()
            empty.positions = writer.positions
            #expect(writer != empty, "\(name) is not stored")
            #expect(writer.positions.fields[name]?.line == 1)
            if EnvironmentField.passedThrough.contains(name) {
                #expect(writer.passThrough[name] == text.filter { $0 != "\"" })
            }
        }
    }
}
