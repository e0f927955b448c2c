/// The specs of the documentation, as users write them.
enum ExampleSpecs {
    static let kafka = #"""
        {
          "common_persistence_specs": {
            "bus_backend": "KAFKA",
            "bus_writer_image_go": "registry.example.com/persistence/bus-writer-go:1.42.0",
            "bus_writer_image_python": "registry.example.com/persistence/bus-writer-python:1.42.0",
            "bus_writer_image_bswl": "registry.example.com/persistence/bus-writer-bswl:1.42.0",
            "bus_writer_image_rust": "registry.example.com/persistence/bus-writer-rust:1.42.0",
            "namespace": "background-persistence",
            "service_account_name": "background-persistence-sa",
            "secret_client": "AWS",
            "bigquery_parquet_upload_subscription_id": "offline-store-bulk-insert-bus-1",
            "bigquery_streaming_write_subscription_id": "offline-store-streaming-insert-bus-1",
            "bigquery_streaming_write_topic": "offline-store-streaming-insert-bus-1",
            "bq_upload_bucket": "s3://example-data",
            "bq_upload_topic": "offline-store-bulk-insert-bus-1",
            "metrics_bus_subscription_id": "metrics-bus-1",
            "metrics_bus_topic_id": "metrics-bus-1",
            "result_bus_topic_id": "result-bus-1",
            "result_bus_metrics_subscription_id": "result-bus-1",
            "result_bus_offline_store_subscription_id": "result-bus-1",
            "result_bus_online_store_subscription_id": "result-bus-1",
            "query_log_subscription_id": "query-log-1",
            "query_log_result_topic": "query-log-results-1",
            "kafka_dlq_topic": "dlq-1",
            "operation_subscription_id": "operation-bus-1"
          },
          "api_server_host": "https://api.example.com",
          "kafka_sasl_secret": "AmazonMSK_example_persistence",
          "kafka_bootstrap_servers": "b-1.msk.example.com:9096, b-2.msk.example.com:9096, b-3.msk.example.com:9096",
          "kafka_security_protocol": "SASL_SSL",
          "kafka_sasl_mechanism": "SCRAM-SHA-512",
          "redis_is_clustered": "1",
          "snowflake_storage_integration_name": "EXAMPLE_INTEGRATION",
          "metadata_provider": "GRPC_SERVER",
          "writers": [
            {
              "name": "go-metrics-bus-writer",
              "bus_subscriber_type": "GO_METRICS_BUS_WRITER",
              "request": { "cpu": "200m", "memory": "512Mi" },
              "limit": { "cpu": "1", "memory": "512Mi" },
              "version": "1.0",
              "default_replica_count": 1
            },
            {
              "name": "go-result-bus-metrics-writer",
              "bus_subscriber_type": "GO_RESULT_BUS_METRICS_WRITER",
              "request": { "cpu": "400m", "memory": "1024Mi" },
              "limit": { "cpu": "1", "memory": "1024Mi" },
              "version": "1.0",
              "default_replica_count": 1
            },
            {
              "bus_subscriber_type": "ONLINE_WRITER",
              "request": { "cpu": "500m", "memory": "1Gi" },
              "limit": { "memory": "2Gi" },
              "default_replica_count": 3,
              "max_batch_size": 500,
              "message_processing_concurrency": 8,
              "pdb_max_unavailable": "1"
            },
            {
              "name": "offline-writer",
              "bus_subscriber_type": "OFFLINE_WRITER",
              "request": { "cpu": "500m", "memory": "2Gi", "ephemeral_storage": "4Gi" },
              "default_replica_count": 2,
              "kafka_consumer_group_override": "offline-writer-blue"
            },
            {
              "name": "offline-store-streaming-insert-writer",
              "bus_subscriber_type": "OFFLINE_STORE_STREAMING_INSERT_WRITER",
              "request": { "cpu": "500m", "memory": "1Gi" },
              "offline_store_inserter_db_type": "snowflake",
              "default_replica_count": 2,
              "node_selector": { "kubernetes.io/arch": "arm64" },
              "additional_env_vars": { "LOG_LEVEL": "info" }
            },
            {
              "name": "offline-store-bulk-insert-writer",
              "bus_subscriber_type": "OFFLINE_STORE_BULK_INSERT_WRITER",
              "request": { "cpu": "250m", "memory": "1Gi" },
              "offline_store_inserter_db_type": "snowflake",
              "default_replica_count": 1,
              "nodepool": "persistence"
            },
            {
              "name": "query-mirror-consumer",
              "bus_subscriber_type": "QUERY_MIRROR_CONSUMER",
              "request": { "cpu": "100m", "memory": "256Mi" }
            }
          ]
        }
        """#

    static let pubSub = #"""
        {
          "common_persistence_specs": {
            "bus_backend": "PUBSUB",
            "bus_writer_image_go": "registry.example.com/persistence/bus-writer-go:1.42.0",
            "bus_writer_image_python": "registry.example.com/persistence/bus-writer-python:1.42.0",
            "bus_writer_image_bswl": "registry.example.com/persistence/bus-writer-bswl:1.42.0",
            "namespace": "background-persistence",
            "service_account_name": "background-persistence-sa",
            "secret_client": "GCP",
            "google_cloud_project": "example-project",
            "bigquery_parquet_upload_subscription_id": "offline-store-bulk-insert-sub",
            "bigquery_streaming_write_subscription_id": "offline-store-streaming-insert-sub",
            "bigquery_streaming_write_topic": "offline-store-streaming-insert",
            "bq_upload_bucket": "gs://example-data",
            "bq_upload_topic": "offline-store-bulk-insert",
            "metrics_bus_subscription_id": "metrics-bus-sub",
            "metrics_bus_topic_id": "metrics-bus",
            "result_bus_topic_id": "result-bus",
            "result_bus_metrics_subscription_id": "result-bus-metrics-sub",
            "result_bus_offline_store_subscription_id": "result-bus-offline-sub",
            "result_bus_online_store_subscription_id": "projects/example-project/subscriptions/result-bus-online-sub"
          },
          "api_server_host": "https://api.example.com",
          "redis_is_clustered": "0",
          "metadata_provider": "GRPC_SERVER",
          "writers": [
            {
              "name": "online-writer",
              "bus_subscriber_type": "ONLINE_WRITER",
              "request": { "cpu": "500m", "memory": "1Gi" },
              "hpa_specs": {
                "hpa_pubsub_subscription_id": "result-bus-online-sub",
                "hpa_min_replicas": 2,
                "hpa_max_replicas": 64,
                "hpa_target_average_value": 1000
              },
              "gke_spot": true
            },
            {
              "name": "metrics-writer",
              "bus_subscriber_type": "METRICS_WRITER",
              "request": { "cpu": "200m", "memory": "512Mi" },
              "default_replica_count": 1
            },
            {
              "name": "go-metrics-bus-writer",
              "bus_subscriber_type": "GO_METRICS_BUS_WRITER",
              "request": { "cpu": "200m", "memory": "512Mi" },
              "default_replica_count": 1,
              "metrics_emission_mode": "BACKGROUND_PERSISTENCE_WRITER_METRICS_EMISSION_MODE_DUAL_WRITE"
            },
            {
              "name": "offline-writer",
              "bus_subscriber_type": "OFFLINE_WRITER",
              "request": { "cpu": "500m", "memory": "2Gi" },
              "hpa_specs": { "hpa_pubsub_subscription_id": "result-bus-offline-sub", "hpa_max_replicas": 8 }
            },
            {
              "name": "streaming-insert-writer",
              "bus_subscriber_type": "OFFLINE_STORE_STREAMING_INSERT_WRITER",
              "request": { "cpu": "500m", "memory": "1Gi" },
              "offline_store_inserter_db_type": "bigquery",
              "default_replica_count": 2
            }
          ]
        }
        """#

    static let mistakes = #"""
        {
          "common_specs": {
            "bus_backend": "kafka",
            "namespace": "Background_Persistence",
            "service_account_name": "background-persistence-sa",
            "metrics_bus_topic_id": "metrics-bus-1",
            "usage_bus_topic_id": "usage-bus-1",
            "kafka_dlq_topic": ""
          },
          "api_server_host": "https://api example.com:port",
          "kafka_bootstrap_servers": "b-1.msk.example.com;b-2.msk.example.com:99999",
          "kafka_security_protocol": "SASL",
          "redis_is_clustered": true,
          "metadata_provider": "grpc_server",
          "writers": [
            {
              "name": "go-metrics-bus-writer",
              "bus_subscriber_type": "GO_METRIC_BUS_WRITER",
              "request": { "cpu": "2", "memory": "512Mb" },
              "limit": { "cpu": "1", "memroy": "512Mi" },
              "default_replica_count": -1
            },
            {
              "name": "go-metrics-bus-writer",
              "bus_subscriber_type": "GO_METRICS_BUS_WRITER",
              "pdb_min_available": "1",
              "pdb_max_unavailable": "150%",
              "query_table_write_drop_ratio": "1.5",
              "additional_env_vars": { "1BAD NAME": "x" },
              "hpa_specs": { "hpa_min_replicas": 5, "hpa_max_replicas": 2 }
            }
          ]
        }
        """#
}
