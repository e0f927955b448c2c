import FoundationEssentials
import TestPeers

/// A broker over SASL_SSL, and a spec that names the secret with its login.
struct StoredLoginScenario {
    /// What the secret holds.
    static let secret = #"{"username": "writer", "password": "\#(TestSecret.saslPassword.value)"}"#

    let broker: KafkaBroker
    private let caFile: String

    init() async throws {
        let authority = try TestAuthority()
        caFile = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        broker = try await KafkaBroker(
            KafkaBroker.State(
                topics: ["metrics-bus-1": .init(partitions: 12), "dlq-1": .init(partitions: 1)],
                users: ["writer": TestSecret.saslPassword.value]),
            identity: try authority.issue(names: ["DNS:localhost"]))
    }

    /// The fields of a spec whose login is a secret's.
    static func login(with secret: String) -> String { #""kafka_sasl_secret": "\#(secret)""# }

    /// Runs `operator check`.
    ///
    /// - Parameters:
    ///   - login: The fields of the spec that say how to log in.
    ///   - common: More fields of `common_persistence_specs`, each with a comma behind it.
    func check(
        login: String, namespace: String = "ns", common: String = "", environment: [String: String], more: [String] = []
    ) async throws -> FinishedProcess {
        let spec = try Scratch.file(
            "spec.json",
            """
            {"common_persistence_specs": {\(common)
              "bus_backend": "KAFKA", "namespace": "\(namespace)", "service_account_name": "sa",
              "kafka_dlq_topic": "dlq-1",
              "bus_writer_image_go": "go:1", "metrics_bus_topic_id": "metrics-bus-1"},
             "kafka_bootstrap_servers": "\(broker.address)", \(login),
             "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
            """)
        return try await OperatorCLI.run(
            ["check", "-f", spec, "--kafka-ca-file", caFile, "--bus-timeout", "60s"] + more, environment: environment)
    }
}
