import BusClients
import Documents
import TestPeers
import Testing

/// The Kafka example against a real API server and real brokers.
@Suite("the Kafka example", .requires(.controllers), .requires(.python))
struct KafkaExampleTests {
    private static let topics = [
        "offline-store-bulk-insert-bus-1", "offline-store-streaming-insert-bus-1", "metrics-bus-1", "result-bus-1",
        "query-log-1", "query-log-results-1", "dlq-1",
    ]

    private func mock(without missing: String? = nil) throws -> MockKafkaCluster {
        let cluster = try MockKafkaCluster()
        for topic in Self.topics where topic != missing { cluster.createTopic(topic, partitions: 12) }
        return cluster
    }

    /// The example as it is, but for a broker without TLS.
    private func plainSpec(_ cluster: MockKafkaCluster) throws -> JSONValue {
        try ReconcileScenario.example("kafka.json") { spec in
            spec["kafka_sasl_secret"] = nil
            spec["kafka_sasl_mechanism"] = nil
            spec["kafka_security_protocol"] = "PLAINTEXT"
            spec["kafka_bootstrap_servers"] = .string(cluster.bootstrapServers)
        }
    }

    private func firstRunThenNone(_ scenario: ReconcileScenario) async throws {
        #expect(try await scenario.diff().exitCode == 1)
        let first = try await scenario.reconcile()
        #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
        #expect(try await scenario.deploymentNames().count == 7)
        let before = try await scenario.fingerprint()
        #expect(before.count >= 9, "7 Deployments, a PodDisruptionBudget and the inventory")

        let writes = try await scenario.writes {
            let second = try await scenario.reconcile()
            let diff = try await scenario.diff()
            #expect(second.exitCode == 0 && diff.exitCode == 0, "\(second.output)\(diff.output)")
        }
        #expect(writes.isEmpty)
        #expect(try await scenario.fingerprint() == before)
    }

    @Test("is applied once; the second run makes no write, and diff is empty")
    func mockCluster() async throws {
        let cluster = try mock()
        try await ReconcileScenario.run(plainSpec(cluster)) { try await firstRunThenNone($0) }
    }

    @Test("is applied once over SASL_SSL too, with the credentials of a mounted secret, none of which are shown")
    func saslSSL() async throws {
        let authority = try TestAuthority()
        let password = TestSecret.saslPassword.value
        let state = KafkaBroker.State(
            topics: Dictionary(uniqueKeysWithValues: Self.topics.map { ($0, .init(partitions: 12)) }),
            users: ["writer": password])
        let broker = try await KafkaBroker(state, identity: authority.issue(names: ["DNS:localhost"]))
        let options = [
            "--kafka-ca-file", try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self)),
            "--kafka-bootstrap-servers", broker.address,
        ]
        let environment = ["KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": password]
        let spec = try ReconcileScenario.example("kafka.json")
        try await ReconcileScenario.run(spec, options: options, environment: environment) { scenario in
            try await firstRunThenNone(scenario)
            scenario.environment["KAFKA_SASL_PASSWORD"] = TestSecret.wrongSASLPassword.value
            let refused = try await scenario.reconcile()
            #expect(refused.exitCode == 0, "converged with an unknown bus is 0 with a warning")
            #expect(refused.output.contains("AuthenticationFailed"))
            for secret in [TestSecret.saslPassword.value, TestSecret.wrongSASLPassword.value] {
                #expect(!(refused.output + refused.errors).contains(secret))
            }
        }
    }

    @Test("one missing topic holds exactly the writers that need it, and is not created")
    func missingTopic() async throws {
        let cluster = try mock(without: "query-log-1")
        try await ReconcileScenario.run(plainSpec(cluster)) { scenario in
            let result = try await scenario.reconcile("-o", "json")
            #expect(result.exitCode == 2)
            let report = try JSONValue(parsing: result.output)
            let held = report["steps"]?.array?.filter { $0["result"] == "Held" } ?? []
            #expect(held.compactMap { $0["writer"]?.string } == ["query-mirror-consumer"])
            #expect(held.first?[path: "hold", "reason"] == "TopicMissing")
            #expect(try await scenario.deploymentNames().count == 6)
            let again = try await scenario.reconcile()
            #expect(again.exitCode == 2, "the topic is still missing: looking did not create it")
            cluster.createTopic("query-log-1", partitions: 3)
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.deploymentNames().count == 7)
        }
    }

    @Test("an outage of the brokers stops neither repair nor a revision on endpoints in use, only what is new")
    func outage() async throws {
        let cluster = try mock()
        try await ReconcileScenario.run(plainSpec(cluster)) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            cluster.setDown()
            let writes = try await scenario.writes {
                let converged = try await scenario.reconcile()
                #expect(converged.exitCode == 0)
                #expect(converged.output.contains("BrokersUnreachable"))
            }
            #expect(writes.isEmpty)

            try await scenario.namespace.delete("deployments", group: "apps/v1", "online-writer")
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.deploymentNames().contains("online-writer"))

            scenario.spec[path: "common_persistence_specs", "bus_writer_image_go"] = "example.com/go:2"
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.container("go-metrics-bus-writer")?["image"] == "example.com/go:2")

            var writers = scenario.spec["writers"]?.array ?? []
            writers.append(ReconcileScenario.writer("usage", type: "USAGE_BUS_WRITER"))
            scenario.spec["writers"] = .array(writers)
            scenario.spec[path: "common_persistence_specs", "usage_events_subscription_id"] = "usage-1"
            let held = try await scenario.reconcile()
            #expect(held.exitCode == 75, "\(held.output)")
            #expect(try await !scenario.deploymentNames().contains("usage"))
        }
    }

    @Test("a spec full of mistakes is refused, and nothing is touched")
    func mistakes() async throws {
        try await ReconcileScenario.run([:]) { scenario in
            let file = Checkout.path("examples/mistakes.json")
            let result = try await OperatorCLI.run(
                "reconcile", "--once", "-f", file, "--kubeconfig", scenario.proxy.kubeconfig)
            #expect(result.exitCode == 65)
            #expect(result.errors.contains("mistakes.json:"))
            #expect(try scenario.proxy.requests().isEmpty)
        }
    }
}
