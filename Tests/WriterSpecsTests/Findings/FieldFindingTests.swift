import Testing

@testable import WriterSpecs

@Suite("Findings about single fields")
struct FieldFindingTests {
    static let structureCases: [FindingCase] = [
        FindingCase(code: "unknown-field", path: "foo", top: #"{"foo":1}"#),
        FindingCase(
            code: "unknown-field", path: "common_persistence_specs.namespce", common: #"{"namespce":"x"}"#,
            hint: "'namespace'"),
        FindingCase(code: "unknown-field", path: "writers[0].replicas", writer: #"{"replicas":1}"#),
        FindingCase(code: "unknown-field", path: "writers[0].requests", writer: #"{"requests":{}}"#, hint: "'request'"),
        FindingCase(code: "unknown-field", path: "writers[0].hpa_specs.min", writer: #"{"hpa_specs":{"min":1}}"#),
        FindingCase(code: "wrong-type", path: "insecure", top: #"{"insecure":"yes"}"#, hint: "write true"),
        FindingCase(code: "wrong-type", path: "suspended", top: #"{"suspended":1}"#, hint: "write true"),
        FindingCase(
            code: "wrong-type", path: "redis_is_clustered", top: #"{"redis_is_clustered":true}"#, hint: #""1""#),
        FindingCase(code: "wrong-type", path: "redis_is_clustered", top: #"{"redis_is_clustered":1}"#, hint: #""1""#),
        FindingCase(code: "wrong-type", path: "writers", top: #"{"writers":{}}"#),
        FindingCase(code: "wrong-type", path: "observability_daemons", top: #"{"observability_daemons":{"a":1}}"#),
        FindingCase(code: "wrong-type", path: "cluster_manager_config", top: #"{"cluster_manager_config":[1]}"#),
        FindingCase(code: "wrong-type", path: "writers[0].version", writer: #"{"version":1.0}"#, hint: #"write "1.0""#),
        FindingCase(code: "wrong-type", path: "writers[0].request", writer: #"{"request":"1"}"#),
        FindingCase(code: "wrong-type", path: "writers[0].additional_env_vars", writer: #"{"additional_env_vars":[]}"#),
        FindingCase(
            code: "wrong-type", path: "writers[0].additional_env_vars.A", writer: #"{"additional_env_vars":{"A":1}}"#,
            hint: "quotes"),
        FindingCase(
            code: "wrong-type", path: "writers[0].additional_env_vars.A", writer: #"{"additional_env_vars":{"A":null}}"#
        ),
        FindingCase(code: "wrong-type", path: "writers[0].max_batch_size", writer: #"{"max_batch_size":1.5}"#),
        FindingCase(code: "wrong-type", path: "writers[0].max_batch_size", writer: #"{"max_batch_size":"many"}"#),
        FindingCase(code: "wrong-type", path: "writers[0].max_batch_size", writer: #"{"max_batch_size":true}"#),
        FindingCase(
            code: "integer-range", path: "writers[0].max_batch_size", writer: #"{"max_batch_size":2147483648}"#),
        FindingCase(code: "integer-range", path: "writers[0].max_batch_size", writer: #"{"max_batch_size":"1e99"}"#),
        FindingCase(
            code: "negative-count", path: "writers[0].default_replica_count", writer: #"{"default_replica_count":-1}"#),
        FindingCase(
            code: "negative-count", path: "writers[0].message_processing_concurrency",
            writer: #"{"message_processing_concurrency":"-5"}"#),
        FindingCase(
            code: "zero-target", path: "writers[0].hpa_specs.hpa_target_average_value",
            writer: #"{"hpa_specs":{"hpa_target_average_value":0}}"#),
        FindingCase(code: "required", path: "common_persistence_specs.namespace", common: #"{"namespace":null}"#),
        FindingCase(
            code: "required", path: "common_persistence_specs.service_account_name",
            common: #"{"service_account_name":""}"#),
        FindingCase(code: "required", path: "writers[0].bus_subscriber_type", writer: #"{"bus_subscriber_type":""}"#),
        FindingCase(
            code: "control-character", path: "writers[0].storage_cache_prefix",
            writer: #"{"storage_cache_prefix":"a\nb"}"#),
        FindingCase(
            code: "control-character", path: "writers[0].additional_env_vars.A",
            writer: #"{"additional_env_vars":{"A":"\u0000"}}"#),
        FindingCase(
            code: "too-long", path: "writers[0].storage_cache_prefix",
            writer: #"{"storage_cache_prefix":"\#(String(repeating: "x", count: 5000))"}"#),
    ]

    static let formatsCases: [FindingCase] = [
        FindingCase(
            code: "dns-name", path: "common_persistence_specs.namespace", common: #"{"namespace":"My_Space"}"#,
            hint: "'my-space'"),
        FindingCase(code: "dns-name", path: "common_persistence_specs.namespace", common: #"{"namespace":"../../x"}"#),
        FindingCase(
            code: "dns-name", path: "common_persistence_specs.service_account_name",
            common: #"{"service_account_name":"a..b"}"#),
        FindingCase(
            code: "dns-name", path: "writers[0].name", writer: #"{"name":"\#(String(repeating: "n", count: 64))"}"#),
        FindingCase(code: "dns-name", path: "writers[0].name", writer: #"{"name":"-a"}"#),
        FindingCase(
            code: "dns-name", path: "writers[0].bus_subscriber_type",
            writer: #"{"name":"","bus_subscriber_type":"MY.WRITER","image_override":"x"}"#,
            hint: "give the writer a name"),
        FindingCase(
            code: "label", path: "writers[0].bus_subscriber_type",
            writer: #"{"bus_subscriber_type":"A B","image_override":"x"}"#),
        FindingCase(code: "label", path: "writers[0].version", writer: #"{"version":"1.0+build"}"#),
        FindingCase(code: "label", path: "writers[0].nodepool", writer: #"{"nodepool":"a/b"}"#),
        FindingCase(code: "label", path: "writers[0].instance_type", writer: #"{"instance_type":"m5 large"}"#),
        FindingCase(code: "label", path: "writers[0].node_selector.a/b/c", writer: #"{"node_selector":{"a/b/c":"x"}}"#),
        FindingCase(code: "label", path: "writers[0].node_selector.a", writer: #"{"node_selector":{"a":"-"}}"#),
        FindingCase(
            code: "quantity", path: "writers[0].request.cpu", writer: #"{"request":{"cpu":"1 core"}}"#, hint: "'1'"),
        FindingCase(
            code: "quantity", path: "writers[0].limit.memory", writer: #"{"limit":{"memory":"512Mb"}}"#,
            hint: "'512M' or '512Mi'"),
        FindingCase(
            code: "quantity", path: "writers[0].limit.memory", writer: #"{"limit":{"memory":"2gi"}}"#, hint: "'2Gi'"),
        FindingCase(code: "quantity", path: "writers[0].limit.memory", writer: #"{"limit":{"memory":"-1Gi"}}"#),
        FindingCase(
            code: "quantity", path: "writers[0].limit.ephemeral_storage",
            writer: #"{"limit":{"ephemeral_storage":"lots"}}"#),
        FindingCase(
            code: "image", path: "writers[0].image_override", writer: #"{"image_override":"Example.com/UPPER:1"}"#),
        FindingCase(
            code: "image", path: "common_persistence_specs.bus_writer_image_go",
            common: #"{"bus_writer_image_go":"a b"}"#),
        FindingCase(code: "host", path: "api_server_host", top: #"{"api_server_host":"ftp://x"}"#),
        FindingCase(code: "host", path: "api_server_host", top: #"{"api_server_host":"https://x:99999"}"#),
        FindingCase(code: "host", path: "api_server_host", top: #"{"api_server_host":"https://a b"}"#),
        FindingCase(code: "host", path: "api_server_host", top: #"{"api_server_host":"https://u:p@x"}"#),
        FindingCase(code: "host", path: "api_server_host", top: #"{"api_server_host":"https://x/?a=b"}"#),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"a:1;b:2"}"#, hint: "','"),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka, top: #"{"kafka_bootstrap_servers":"a"}"#,
            hint: "9096"),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"a:1,,b:2"}"#),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"a:70000"}"#),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"ssl://a:1"}"#),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"a/b:1"}"#),
        FindingCase(
            code: "host-port", path: "kafka_bootstrap_servers", base: .kafka,
            top: #"{"kafka_bootstrap_servers":"a:9092 b:9092"}"#, hint: "use ','"),
        FindingCase(
            code: "uri", path: "writers[0].usage_store_uri",
            writer: #"{"bus_subscriber_type":"USAGE_BUS_WRITER","usage_store_uri":"no scheme"}"#),
        FindingCase(
            code: "bucket", path: "common_persistence_specs.bq_upload_bucket",
            common: #"{"bq_upload_bucket":"my-data"}"#, hint: "'s3://my-data'"),
        FindingCase(
            code: "bucket", path: "common_persistence_specs.bq_upload_bucket",
            common: #"{"bq_upload_bucket":"s3://My_Data"}"#),
        FindingCase(
            code: "bucket", path: "common_persistence_specs.bq_upload_bucket",
            common: #"{"bq_upload_bucket":"gs://google"}"#),
        FindingCase(
            code: "bucket", path: "common_persistence_specs.bq_upload_bucket",
            common: #"{"bq_upload_bucket":"s3://10.0.0.1"}"#),
        FindingCase(
            code: "bucket", path: "common_persistence_specs.bq_upload_bucket",
            common: #"{"bq_upload_bucket":"s3://data/../x"}"#),
        FindingCase(
            code: "ratio", path: "writers[0].query_table_write_drop_ratio",
            writer: #"{"bus_subscriber_type":"METRICS_WRITER","query_table_write_drop_ratio":"1.01"}"#),
        FindingCase(
            code: "ratio", path: "writers[0].query_table_write_drop_ratio",
            writer: #"{"bus_subscriber_type":"METRICS_WRITER","query_table_write_drop_ratio":"10%"}"#, hint: "0.1"),
        FindingCase(
            code: "ratio", path: "writers[0].query_table_write_drop_ratio",
            writer: #"{"bus_subscriber_type":"METRICS_WRITER","query_table_write_drop_ratio":"-0.1"}"#),
        FindingCase(
            code: "pdb-range", path: "writers[0].pdb_max_unavailable", writer: #"{"pdb_max_unavailable":"101%"}"#),
        FindingCase(code: "pdb-range", path: "writers[0].pdb_min_available", writer: #"{"pdb_min_available":"-1"}"#),
        FindingCase(code: "pdb-range", path: "writers[0].pdb_min_available", writer: #"{"pdb_min_available":"one"}"#),
        FindingCase(
            code: "secret-name", path: "kafka_sasl_secret", base: .kafka,
            top: #"{"kafka_sasl_secret":"{\"username\":\"u\"}"}"#),
        FindingCase(
            code: "secret-name", path: "kafka_sasl_secret", base: .kafka,
            top: #"{"kafka_sasl_secret":"k8s://other/kafka"}"#,
            hint: "k8s://"),
        FindingCase(
            code: "secret-name", path: "writers[0].metadata_sql_uri_secret",
            writer: #"{"metadata_sql_uri_secret":"../x"}"#),
        FindingCase(
            code: "project-id", path: "common_persistence_specs.google_cloud_project",
            common: #"{"google_cloud_project":"123456789"}"#, hint: "number"),
        FindingCase(
            code: "consumer-group", path: "writers[0].kafka_consumer_group_override", base: .kafka,
            writer: #"{"kafka_consumer_group_override":"a b"}"#),
        FindingCase(
            code: "env-name", path: "writers[0].additional_env_vars.1A", writer: #"{"additional_env_vars":{"1A":"x"}}"#,
            hint: "'_1A'"),
        FindingCase(
            code: "env-name", path: "writers[0].additional_env_vars.A=B",
            writer: #"{"additional_env_vars":{"A=B":"x"}}"#),
        FindingCase(
            code: "enum", path: "common_persistence_specs.bus_backend", common: #"{"bus_backend":"kafka"}"#,
            hint: "'KAFKA'"),
        FindingCase(
            code: "enum", path: "common_persistence_specs.secret_client", common: #"{"secret_client":"AZURE"}"#,
            hint: "AWS, GCP"),
        FindingCase(
            code: "enum", path: "kafka_security_protocol", base: .kafka,
            top: #"{"kafka_security_protocol":"SASL-SSL"}"#, hint: "'SASL_SSL'"),
        FindingCase(
            code: "enum", path: "kafka_sasl_mechanism", base: .kafka, top: #"{"kafka_sasl_mechanism":"SCRAM-SHA-521"}"#,
            hint: "'SCRAM-SHA-512'"),
        FindingCase(code: "enum", path: "redis_is_clustered", top: #"{"redis_is_clustered":"true"}"#, hint: "0, 1"),
        FindingCase(
            code: "enum", path: "writers[0].metrics_emission_mode",
            writer: #"{"bus_subscriber_type":"METRICS_WRITER","metrics_emission_mode":"DUAL_WRITE"}"#,
            hint: "EMISSION_MODE_DUAL_WRITE'"),
        FindingCase(
            code: "enum", path: "writers[0].bus_subscriber_type", writer: #"{"bus_subscriber_type":"online_writer"}"#,
            hint: "'ONLINE_WRITER'"),
    ]

    static let warningsCases: [FindingCase] = [
        FindingCase(
            code: "unused-field", path: "common_persistence_specs.usage_bus_topic_id", severity: .warning,
            common: #"{"usage_bus_topic_id":"x"}"#),
        FindingCase(
            code: "unused-field", path: "common_persistence_specs.include_chalk_node_selector", severity: .warning,
            common: #"{"include_chalk_node_selector":true}"#),
        FindingCase(
            code: "unused-field", path: "common_persistence_specs.usage_events_subscription_id", severity: .warning,
            common: #"{"usage_events_subscription_id":"usage"}"#),
        FindingCase(
            code: "deprecated-field", path: "common_persistence_specs.bigquery_upload_topic", severity: .warning,
            common: #"{"bigquery_upload_topic":"upload"}"#, hint: "rename"),
        FindingCase(
            code: "not-managed", path: "observability_daemons", severity: .warning,
            top: #"{"observability_daemons":[{}]}"#),
        FindingCase(
            code: "not-managed", path: "observability_daemon_scheduling", severity: .warning,
            top: #"{"observability_daemon_scheduling":{"a":1}}"#),
        FindingCase(
            code: "not-managed", path: "bootstrap_cloud_resources", severity: .warning,
            top: #"{"bootstrap_cloud_resources":true}"#),
        FindingCase(code: "suspended", path: "suspended", severity: .warning, top: #"{"suspended":true}"#),
        FindingCase(
            code: "not-managed", path: "cluster_manager_config", severity: .warning,
            top: #"{"cluster_manager_config":{"a":1}}"#),
        FindingCase(
            code: "inline-secret", path: "writers[0].additional_env_vars.DB_PASSWORD", severity: .warning,
            writer: #"{"additional_env_vars":{"DB_PASSWORD":"hunter2"}}"#),
        FindingCase(
            code: "inline-secret", path: "writers[0].additional_env_vars.DATABASE", severity: .warning,
            writer: #"{"additional_env_vars":{"DATABASE":"postgres://u:hunter2@h/d"}}"#),
    ]

    @Test("structure and types", arguments: structureCases)
    func structure(finding: FindingCase) throws { try finding.check() }

    @Test("formats", arguments: formatsCases)
    func formats(finding: FindingCase) throws { try finding.check() }

    @Test("warnings", arguments: warningsCases)
    func warnings(finding: FindingCase) throws { try finding.check() }

    @Test("a number out of range is told the range of its field")
    func ranges() throws {
        let count = try FindingCase(code: "", path: "", writer: #"{"max_batch_size":2147483648}"#).read()
        #expect(count.diagnostics.map(\.message) == ["'2147483648' is not between 0 and 2147483647"])
        let target = try FindingCase(
            code: "", path: "", writer: #"{"hpa_specs":{"hpa_target_average_value":"-3e9"}}"#
        ).read()
        #expect(target.diagnostics.map(\.message) == ["'-3e9' is not between 1 and 2147483647"])
    }

    @Test("a blank where a ',' belongs is called so, and one beside a ':' is not")
    func blanksBetweenServers() {
        let reason = { (text: String) in NetworkNames.hostPortListProblem(text)?.reason }
        #expect(reason("a:1 b:2") == "has a blank between the servers: 'a:1 b:2'")
        #expect(reason("a:1,b:2  c:3") == "has a blank between the servers: 'b:2  c:3'")
        #expect(reason("a :1") == "has a host that cannot be looked up: 'a :1'")
        #expect(reason(" a:1 , b:2 ") == nil)
    }

    @Test("what is said of suspended is what happens: nothing is stopped")
    func suspended() throws {
        let descriptors = SpecTables.document.fields.map(\.descriptor).filter { $0.name == "suspended" }
        #expect(descriptors.map(\.description) == ["Start nothing and scale nothing up; what runs goes on."])
        let zero = try FindingCase(code: "", path: "", writer: #"{"default_replica_count":0}"#).read()
        #expect(zero.diagnostics.map(\.code) == ["zero-replicas"])
        #expect(!zero.diagnostics.contains { $0.summary.contains("suspended") })
    }

    @Test("the value of a secret is in no finding, whatever is wrong with it")
    func secretsStayHidden() throws {
        let secret = "hunter2hunter2"
        let cases = [
            FindingCase(code: "", path: "", top: #"{"autodiscover_key":"\#(secret)\n"}"#),
            FindingCase(code: "", path: "", top: #"{"autodiscover_key":["\#(secret)"]}"#),
            FindingCase(code: "", path: "", top: #"{"kafka_sasl_secret":"{\"password\":\"\#(secret)\"}"}"#),
            FindingCase(code: "", path: "", top: #"{"api_server_host":"https://u:\#(secret)@h"}"#),
            FindingCase(
                code: "", path: "", writer: #"{"additional_env_vars":{"PASSWORD":"\#(secret)","1A":"\#(secret)"}}"#),
            FindingCase(code: "", path: "", writer: #"{"usage_store_uri":"postgres://u:\#(secret)@h/d"}"#),
            FindingCase(code: "", path: "", writer: #"{"usage_store_uri":"postgres//u:\#(secret)@h/d"}"#),
            FindingCase(code: "", path: "", writer: #"{"metadata_sql_uri_secret":"postgres://u:\#(secret)@h/d?x"}"#),
        ]
        for finding in cases {
            let summaries = try finding.read().diagnostics.map(\.summary)
            #expect(!summaries.isEmpty, "\(finding.testDescription)")
            #expect(!summaries.contains { $0.contains(secret) }, "\(summaries)")
        }
        let number = try FindingCase(code: "", path: "", top: #"{"autodiscover_key":123456789012}"#).read()
        #expect(number.codes == ["wrong-type"])
        #expect(!number.diagnostics.contains { $0.summary.contains("1234") })
    }

    @Test("good forms that look odd have no finding")
    func goodForms() throws {
        let good: [FindingCase] = [
            FindingCase(code: "", path: "", top: #"{"api_server_host":"http://x.ns.svc.cluster.local:80"}"#),
            FindingCase(code: "", path: "", top: #"{"api_server_host":"10.0.0.1","insecure":false}"#),
            FindingCase(code: "", path: "", top: #"{"api_server_host":"[::1]:443"}"#),
            FindingCase(code: "", path: "", top: #"{"observability_daemons":[],"cluster_manager_config":{}}"#),
            FindingCase(code: "", path: "", base: .kafka, top: #"{"kafka_bootstrap_servers":"b-1:9096, b-2:9096"}"#),
            FindingCase(
                code: "", path: "", common: #"{"usage_bus_topic_id":"","bq_upload_bucket":"gs://a_b.example.com/x/y"}"#),
            FindingCase(
                code: "", path: "", writer: #"{"name":null,"version":"","request":{"cpu":"0.5","memory":"1e9"}}"#),
            FindingCase(
                code: "", path: "",
                writer: #"{"image_override":"localhost:5000/a/b__c@sha256:\#(String(repeating: "a", count: 64))"}"#),
            FindingCase(code: "", path: "", writer: #"{"node_selector":{"kubernetes.io/arch":"arm64","empty":""}}"#),
            FindingCase(
                code: "", path: "",
                writer: #"{"additional_env_vars":{"A.b-C_9":"x","TOKEN_FILE":"/run/token","PASSWORD":"$(FROM)"}}"#),
            FindingCase(code: "", path: "", writer: #"{"max_batch_size":0,"message_processing_concurrency":"1e2"}"#),
            FindingCase(
                code: "", path: "",
                writer: #"{"metadata_sql_uri_secret":"arn:aws:secretsmanager:us-east-1:1:secret:a/b-1"}"#),
        ]
        for finding in good {
            #expect(try finding.read().diagnostics.map(\.summary) == [], "\(finding.testDescription)")
        }
    }
}
