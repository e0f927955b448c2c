import Testing

@testable import WriterSpecs

@Suite("Findings about a writer, the bus and the wiring")
struct WriterFindingTests {
    private static let metricsWriter = #"{"bus_subscriber_type":"METRICS_WRITER","name":"m"}"#

    static let errorsCases: [FindingCase] = [
        FindingCase(
            code: "request-above-limit", path: "writers[0].request.cpu",
            writer: #"{"request":{"cpu":"1500m"},"limit":{"cpu":"1"}}"#),
        FindingCase(
            code: "request-above-limit", path: "writers[0].request.memory",
            writer: #"{"request":{"memory":"1025Mi"},"limit":{"memory":"1Gi"}}"#),
        FindingCase(
            code: "request-above-limit", path: "writers[0].request.ephemeral_storage",
            writer: #"{"request":{"ephemeral_storage":"2Gi"},"limit":{"ephemeral_storage":"1G"}}"#),
        FindingCase(
            code: "pdb-bounds", path: "writers[0].pdb_min_available",
            writer: #"{"pdb_min_available":"1","pdb_max_unavailable":"1"}"#),
        FindingCase(
            code: "hpa-range", path: "writers[0].hpa_specs.hpa_min_replicas",
            writer: #"{"hpa_specs":{"hpa_min_replicas":5,"hpa_max_replicas":2}}"#),
        FindingCase(
            code: "hpa-range", path: "writers[0].hpa_specs.hpa_min_replicas",
            writer: #"{"hpa_specs":{"hpa_min_replicas":11}}"#),
        FindingCase(
            code: "subscription-name", path: "writers[0].hpa_specs.hpa_pubsub_subscription_id",
            writer: #"{"hpa_specs":{"hpa_pubsub_subscription_id":"a b"}}"#),
        FindingCase(
            code: "hpa-subscription", path: "writers[0].hpa_specs.hpa_pubsub_subscription_id",
            writer: #"{"hpa_specs":{"hpa_pubsub_subscription_id":"s\#(String(repeating: "x", count: 63))"}}"#),
        FindingCase(
            code: "hpa-subscription", path: "writers[0].hpa_specs.hpa_pubsub_subscription_id",
            writer: #"{"hpa_specs":{"hpa_pubsub_subscription_id":"sub~1"}}"#),
        FindingCase(
            code: "hpa-subscription", path: "writers[0].hpa_specs.hpa_pubsub_subscription_id",
            writer: #"{"hpa_specs":{"hpa_pubsub_subscription_id":"projects/example.com:my-project/subscriptions/s-1"}}"#
        ),
        FindingCase(
            code: "hpa-subscription", path: "writers[0].hpa_specs",
            common: #"{"result_bus_online_store_subscription_id":"online-sub-"}"#, writer: #"{"hpa_specs":{}}"#),
        FindingCase(
            code: "required", path: "writers[0].hpa_specs",
            writer: #"{"bus_subscriber_type":"ONLINE_VECTOR_STORE_WRITER","hpa_specs":{"hpa_max_replicas":2}}"#,
            hint: "hpa_pubsub_subscription_id"),
        FindingCase(
            code: "missing-image", path: "writers[0]", writer: #"{"bus_subscriber_type":"NEW_TYPE"}"#,
            hint: "image_override"),
        FindingCase(
            code: "missing-image", path: "writers[0].bus_subscriber_type", common: #"{"bus_writer_image_python":""}"#,
            hint: "--image python=REF"),
        FindingCase(
            code: "missing-bus-field", path: "writers[0].bus_subscriber_type",
            common: #"{"result_bus_online_store_subscription_id":""}"#),
        FindingCase(
            code: "missing-bus-field", path: "writers[0].bus_subscriber_type", base: .kafka,
            common: #"{"result_bus_topic_id":null}"#, hint: "or result_bus_topic_id"),
        FindingCase(
            code: "missing-bus-field", path: "writers[0].bus_subscriber_type", common: #"{"metrics_bus_topic_id":""}"#,
            writer: metricsWriter),
        FindingCase(
            code: "missing-bus-field", path: "writers[0].bus_subscriber_type",
            common: #"{"bigquery_parquet_upload_subscription_id":"bulk"}"#,
            writer: #"{"bus_subscriber_type":"OFFLINE_STORE_BULK_INSERT_WRITER"}"#, hint: "bq_upload_bucket"),
        FindingCase(
            code: "snowflake-integration", path: "writers[0].offline_store_inserter_db_type",
            common: #"{"bigquery_streaming_write_subscription_id":"stream"}"#,
            writer:
                #"{"bus_subscriber_type":"OFFLINE_STORE_STREAMING_INSERT_WRITER","offline_store_inserter_db_type":"snowflake"}"#
        ),
        FindingCase(code: "duplicate-name", path: "writers[0].name", second: #"{"name":"online"}"#),
        FindingCase(code: "duplicate-name", path: "writers[1].name", second: #"{"name":"online"}"#),
        FindingCase(
            code: "duplicate-name", path: "writers[1].bus_subscriber_type", writer: #"{"name":"online-writer"}"#,
            second: #"{"name":""}"#),
        FindingCase(
            code: "split-messages", path: "writers[0].bus_subscriber_type",
            common: #"{"result_bus_metrics_subscription_id":"online-sub"}"#, second: metricsWriter),
        FindingCase(
            code: "split-messages", path: "writers[1].bus_subscriber_type",
            common:
                #"{"result_bus_metrics_subscription_id":"projects/my-project/subscriptions/online-sub","google_cloud_project":"my-project"}"#,
            second: metricsWriter),
        FindingCase(
            code: "split-messages", path: "writers[1].bus_subscriber_type", base: .kafka,
            writer: #"{"kafka_consumer_group_override":"g"}"#,
            second: #"{"bus_subscriber_type":"METRICS_WRITER","name":"m","kafka_consumer_group_override":"g"}"#,
            hint: "consumer group"),
        FindingCase(
            code: "topic-name", path: "common_persistence_specs.kafka_dlq_topic", base: .kafka,
            common: #"{"kafka_dlq_topic":"a/b"}"#),
        FindingCase(
            code: "topic-name", path: "common_persistence_specs.result_bus_topic_id", base: .kafka,
            common: #"{"result_bus_topic_id":".."}"#),
        FindingCase(
            code: "topic-name", path: "common_persistence_specs.result_bus_topic_id", base: .kafka,
            common: #"{"result_bus_topic_id":"projects/p/topics/t"}"#, hint: "Pub/Sub"),
        FindingCase(
            code: "topic-name", path: "common_persistence_specs.result_bus_topic_id",
            common: #"{"result_bus_topic_id":"googtopic"}"#),
        FindingCase(
            code: "topic-name", path: "common_persistence_specs.result_bus_topic_id",
            common: #"{"result_bus_topic_id":"projects/my-project/subscriptions/abc"}"#),
        FindingCase(
            code: "subscription-name", path: "common_persistence_specs.metrics_bus_subscription_id",
            common: #"{"metrics_bus_subscription_id":"1ab"}"#),
        FindingCase(
            code: "subscription-name", path: "common_persistence_specs.metrics_bus_subscription_id",
            common: #"{"metrics_bus_subscription_id":"ab"}"#),
        FindingCase(
            code: "required", path: "common_persistence_specs.kafka_dlq_topic", base: .kafka,
            common: #"{"kafka_dlq_topic":""}"#),
        FindingCase(
            code: "required", path: "common_persistence_specs.kafka_dlq_topic", base: .kafka,
            common: #"{"kafka_dlq_topic":null}"#),
        FindingCase(
            code: "backend-conflict", path: "common_persistence_specs.result_bus_topic_id", base: .kafka,
            common: #"{"bus_backend":null,"result_bus_topic_id":"projects/my-project/topics/abc"}"#, hint: "bus_backend"
        ),
        FindingCase(
            code: "sasl", path: "kafka_sasl_mechanism", base: .kafka,
            top: #"{"kafka_sasl_mechanism":"PLAIN","kafka_security_protocol":"SSL"}"#),
        FindingCase(
            code: "sasl", path: "kafka_sasl_mechanism", base: .kafka,
            top: #"{"kafka_sasl_mechanism":"PLAIN","kafka_security_protocol":"SASL_SSL"}"#, hint: "kafka_sasl_secret"),
        FindingCase(
            code: "sasl", path: "kafka_security_protocol", base: .kafka, top: #"{"kafka_security_protocol":"SASL_SSL"}"#
        ),
        FindingCase(
            code: "sasl", path: "kafka_sasl_mechanism", base: .kafka,
            top: #"{"kafka_sasl_mechanism":"AWS_MSK_IAM","kafka_security_protocol":"SASL_PLAINTEXT"}"#),
    ]

    static let warningsCases: [FindingCase] = [
        FindingCase(
            code: "storage-resource", path: "writers[0].request.storage", severity: .warning,
            writer: #"{"request":{"cpu":"1","storage":"1Gi"}}"#, hint: "ephemeral_storage"),
        FindingCase(
            code: "storage-resource", path: "writers[0].limit.storage", severity: .warning,
            writer: #"{"limit":{"storage":"1Gi"}}"#),
        FindingCase(code: "no-requests", path: "writers[0]", severity: .warning, writer: #"{"request":null}"#),
        FindingCase(code: "no-requests", path: "writers[0]", severity: .warning, writer: #"{"request":{}}"#),
        FindingCase(
            code: "unknown-type", path: "writers[0].bus_subscriber_type", severity: .warning,
            writer: #"{"bus_subscriber_type":"ONLINE_WRITTER","image_override":"x"}"#, hint: "'ONLINE_WRITER'"),
        FindingCase(
            code: "zero-replicas", path: "writers[0].default_replica_count", severity: .warning,
            writer: #"{"default_replica_count":0}"#),
        FindingCase(
            code: "hpa-and-replicas", path: "writers[0].default_replica_count", severity: .warning,
            writer: #"{"default_replica_count":2,"hpa_specs":{}}"#),
        FindingCase(
            code: "hpa-zero-maximum", path: "writers[0].hpa_specs.hpa_max_replicas", severity: .warning,
            writer: #"{"hpa_specs":{"hpa_min_replicas":3,"hpa_max_replicas":0}}"#),
        FindingCase(
            code: "hpa-on-kafka", path: "writers[0].hpa_specs", severity: .warning, base: .kafka,
            writer: #"{"hpa_specs":{"hpa_max_replicas":2}}"#),
        FindingCase(
            code: "pdb-blocks-drain", path: "writers[0].pdb_min_available", severity: .warning,
            writer: #"{"pdb_min_available":"1"}"#),
        FindingCase(
            code: "pdb-blocks-drain", path: "writers[0].pdb_min_available", severity: .warning,
            writer: #"{"pdb_min_available":"67%","default_replica_count":3}"#),
        FindingCase(
            code: "pdb-blocks-drain", path: "writers[0].pdb_max_unavailable", severity: .warning,
            writer: #"{"pdb_max_unavailable":"0%","default_replica_count":3}"#),
        FindingCase(
            code: "not-applicable", path: "writers[0].usage_store_uri", severity: .warning,
            writer: #"{"usage_store_uri":"postgres://h/d"}"#),
        FindingCase(
            code: "not-applicable", path: "writers[0].kafka_consumer_group_override", severity: .warning,
            writer: #"{"kafka_consumer_group_override":"g"}"#),
        FindingCase(
            code: "not-applicable", path: "writers[0].max_batch_size", severity: .warning,
            writer: #"{"bus_subscriber_type":"CLUSTER_MANAGER","max_batch_size":1}"#),
        FindingCase(
            code: "not-applicable", path: "writers[0].hpa_specs", severity: .warning,
            writer:
                #"{"bus_subscriber_type":"CLUSTER_MANAGER","hpa_specs":{"hpa_min_replicas":5,"hpa_max_replicas":2}}"#),
        FindingCase(
            code: "not-applicable", path: "kafka_bootstrap_servers", severity: .warning,
            top: #"{"kafka_bootstrap_servers":"a:1"}"#),
        FindingCase(
            code: "not-applicable", path: "common_persistence_specs.kafka_dlq_topic", severity: .warning,
            common: #"{"kafka_dlq_topic":"dlq"}"#),
        FindingCase(
            code: "half-pipeline", path: "writers[0].bus_subscriber_type", severity: .warning, writer: metricsWriter,
            hint: "GO_METRICS_BUS_WRITER or METRICS_BUS_WRITER"),
        FindingCase(
            code: "half-pipeline", path: "writers[1].bus_subscriber_type", severity: .warning,
            second: #"{"bus_subscriber_type":"METRICS_BUS_WRITER","name":"b"}"#, hint: "METRICS_WRITER"),
        FindingCase(
            code: "same-job", path: "writers[1].bus_subscriber_type", severity: .warning, second: #"{"name":"b"}"#),
        FindingCase(
            code: "same-job", path: "writers[1].bus_subscriber_type", severity: .warning, base: .kafka,
            second: #"{"name":"b"}"#),
        FindingCase(
            code: "subscription-topic", path: "common_persistence_specs.metrics_bus_subscription_id",
            severity: .warning, base: .kafka, common: #"{"metrics_bus_subscription_id":"other"}"#),
        FindingCase(
            code: "no-bootstrap-servers", path: "", severity: .warning, base: .kafka,
            top: #"{"kafka_bootstrap_servers":null}"#),
        FindingCase(
            code: "no-bootstrap-servers", path: "kafka_bootstrap_servers", severity: .warning, base: .kafka,
            top: #"{"kafka_bootstrap_servers":""}"#),
        FindingCase(
            code: "no-bootstrap-servers", path: "", severity: .warning, base: .kafka,
            top: #"{"kafka_bootstrap_servers":null,"autodiscover_key":"k"}"#, hint: "kafka_sasl_secret"),
        FindingCase(
            code: "inserter-type", path: "writers[0]", severity: .warning,
            common: #"{"bigquery_parquet_upload_subscription_id":"bulk","bq_upload_bucket":"s3://data"}"#,
            writer: #"{"bus_subscriber_type":"OFFLINE_STORE_BULK_INSERT_WRITER"}"#),
        inserter("", nil), inserter("snowflak", "'snowflake'"), inserter("redshift", nil),
        FindingCase(
            code: "possible-split", path: "writers[0].bus_subscriber_type", severity: .warning,
            common: #"{"result_bus_metrics_subscription_id":"projects/my-project/subscriptions/online-sub"}"#,
            second: metricsWriter, hint: "google_cloud_project"),
    ]

    private static let bulkInserter = #""bus_subscriber_type":"OFFLINE_STORE_BULK_INSERT_WRITER""#

    private static func inserter(_ value: String, _ hint: String?) -> FindingCase {
        FindingCase(
            code: "inserter-type", path: "writers[0].offline_store_inserter_db_type", severity: .warning,
            common: #"{"bigquery_parquet_upload_subscription_id":"bulk","bq_upload_bucket":"s3://data"}"#,
            writer: #"{\#(bulkInserter),"offline_store_inserter_db_type":"\#(value)"}"#,
            hint: hint)
    }

    @Test("errors", arguments: errorsCases)
    func errors(finding: FindingCase) throws { try finding.check() }

    @Test("warnings", arguments: warningsCases)
    func warnings(finding: FindingCase) throws { try finding.check() }

    @Test("what is right at a bound has no finding")
    func bounds() throws {
        let good: [FindingCase] = [
            FindingCase(code: "", path: "", writer: #"{"request":{"memory":"1Gi"},"limit":{"memory":"1024Mi"}}"#),
            FindingCase(code: "", path: "", writer: #"{"hpa_specs":{"hpa_min_replicas":2,"hpa_max_replicas":2}}"#),
            FindingCase(code: "", path: "", writer: #"{"hpa_specs":{"hpa_min_replicas":0}}"#),
            FindingCase(code: "", path: "", writer: #"{"pdb_min_available":"1","default_replica_count":2}"#),
            FindingCase(code: "", path: "", writer: #"{"pdb_min_available":"50%","hpa_specs":{"hpa_max_replicas":3}}"#),
            FindingCase(code: "", path: "", writer: #"{"pdb_max_unavailable":"1%"}"#),
            FindingCase(
                code: "", path: "", base: .kafka,
                top: #"{"kafka_security_protocol":"SASL_SSL","kafka_sasl_mechanism":"AWS_MSK_IAM"}"#),
            FindingCase(
                code: "", path: "", base: .kafka, top: #"{"kafka_security_protocol":"SASL_SSL","autodiscover_key":"k"}"#
            ),
            FindingCase(
                code: "", path: "", base: .kafka, top: #"{"kafka_bootstrap_servers":"","kafka_sasl_secret":"s"}"#),
            FindingCase(code: "", path: "", base: .kafka, top: #"{"kafka_sasl_secret":"k8s://kafka-login.v2"}"#),
            FindingCase(
                code: "", path: "", base: .kafka, common: #"{"metrics_bus_subscription_id":"metrics-bus"}"#,
                second: #"{"bus_subscriber_type":"ONLINE_VECTOR_STORE_WRITER","name":"v"}"#),
            FindingCase(
                code: "", path: "", base: .kafka, writer: #"{"kafka_consumer_group_override":"a"}"#,
                second: #"{"name":"b","kafka_consumer_group_override":"b"}"#),
            FindingCase(code: "", path: "", top: #"{"writers":null,"suspended":false}"#),
            FindingCase(
                code: "", path: "",
                common: #"{"bigquery_parquet_upload_subscription_id":"bulk","bq_upload_bucket":"s3://data"}"#,
                writer: #"{\#(Self.bulkInserter),"offline_store_inserter_db_type":"BigQuery"}"#),
        ]
        for finding in good {
            #expect(try finding.read().diagnostics.map(\.summary) == [], "\(finding.testDescription)")
        }
    }
}
