import Documents
import FoundationEssentials
import TestPeers
import Testing

/// `operator check` as a user runs it.
@Suite struct CheckCommandTests {
    private func spec(servers: String, extra: String = "") throws -> String {
        try Scratch.file(
            "spec.json",
            """
            {"common_persistence_specs": {
              "bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "dlq-1",
              "bus_writer_image_go": "go:1", "metrics_bus_topic_id": "metrics-bus-1"},
             "kafka_bootstrap_servers": "\(servers)", \(extra)
             "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
            """)
    }

    @Test func exitsByWhatItFinds() async throws {
        let cluster = try MockKafkaCluster()
        let path = try spec(servers: cluster.bootstrapServers)
        cluster.createTopic("metrics-bus-1", partitions: 12)
        let missing = try await OperatorCLI.run("check", "-f", path)
        #expect(missing.exitCode == 2)
        #expect(missing.output.contains("TopicMissing: the topic 'dlq-1' does not exist"))
        cluster.createTopic("dlq-1", partitions: 1)
        let ready = try await OperatorCLI.run("check", "-f", path)
        #expect(ready.exitCode == 0)
        #expect(ready.output.contains("12 partitions"))
        cluster.setDown()
        let down = try await OperatorCLI.run("check", "-f", path, "-o", "json", "--bus-timeout", "60s")
        #expect(down.exitCode == 75)
        let report = try JSONValue(parsing: down.output)
        #expect(report["kind"] == "CheckReport")
        #expect(report["summary"] == ["ready": 0, "notReady": 0, "unknown": 2])
        #expect(!down.errors.contains("rdkafka"), "librdkafka's own log stays off: \(down.errors)")
    }

    @Test func anInvalidSpecIsNotLookedAt() async throws {
        let cluster = try MockKafkaCluster()
        let path = try spec(servers: cluster.bootstrapServers, extra: #""no_such_field": 1,"#)
        let result = try await OperatorCLI.run("check", "-f", path)
        #expect(result.exitCode == 65)
        #expect(result.output == "")
        #expect(cluster.requestCount(of: "Metadata") == 0)
    }

    @Test func wrongOptionsAreWrongUsage() async throws {
        let result = try await OperatorCLI.run("check", "-f", spec(servers: "b-1:9092"), "--bus-timeout", "1h")
        #expect(result.exitCode == 64)
        #expect(result.errors.contains("'1h' is no --bus-timeout"))
    }

    @Test(.requires(.python)) func theLoginNeverShowsThePassword() async throws {
        let authority = try TestAuthority()
        let caFile = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        let (right, wrong) = (TestSecret.saslPassword.value, TestSecret.wrongSASLPassword.value)
        let broker = try await KafkaBroker(
            KafkaBroker.State(
                topics: ["metrics-bus-1": .init(partitions: 3), "dlq-1": .init(partitions: 1)], users: ["writer": right]
            ),
            identity: authority.issue(names: ["DNS:localhost"]))
        let path = try spec(servers: broker.address, extra: #""kafka_sasl_secret": "AmazonMSK_x","#)
        for (password, exitCode) in [(right, Int32(0)), (wrong, 75)] {
            let result = try await OperatorCLI.run(
                "check", "-f", path, "--kafka-ca-file", caFile, "--log-level", "debug", "--bus-timeout", "60s",
                environment: ["KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": password])
            #expect(result.exitCode == exitCode, "\(result.output)")
            #expect(!(result.output + result.errors).contains(password))
        }
    }

    @Test(.requires(.pubSubEmulator)) func pubSubIsCheckedInTheEmulator() async throws {
        let emulator = try await PubSubEmulator()
        try await emulator.createTopic("metrics-bus", project: "project-1")
        try await emulator.createSubscription("metrics-sub", topic: "metrics-bus", project: "project-1")
        let path = try Scratch.file(
            "spec.json",
            """
            {"common_persistence_specs": {
              "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", "bus_writer_image_go": "go:1",
              "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub"},
             "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
            """)
        let environment = ["PUBSUB_EMULATOR_HOST": emulator.host]
        let ready = try await OperatorCLI.run(
            "check", "-f", path, "--google-project", "project-1", environment: environment)
        #expect(ready.exitCode == 0, "\(ready.output)")
        let unknown = try await OperatorCLI.run("check", "-f", path, environment: environment)
        #expect(unknown.exitCode == 75)
        #expect(unknown.output.contains("ProjectUnknown"))
        let other = try await OperatorCLI.run(
            "check", "-f", path, "--google-project", "project-2", environment: environment)
        #expect(other.exitCode == 2)
        #expect(other.output.contains("SubscriptionMissing"))
    }
}
