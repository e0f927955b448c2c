import Documents

/// The bus of a document: declared, or told by its fields.
struct BackendResolution {
    /// The bus.
    let backend: BusBackend
    /// The spec's field, or the inference.
    let provenance: Provenance
    /// The `kafka_…` fields that are set, by their current names, in alphabetical order.
    let kafkaFields: [String]

    init(_ document: PersistenceDocument) {
        let values: [(name: String, value: String?)] = [
            ("kafka_bootstrap_servers", document.kafkaBootstrapServers),
            ("kafka_dlq_topic", document.common.kafkaDLQTopic),
            ("kafka_sasl_mechanism", document.kafkaSASLMechanism), ("kafka_sasl_secret", document.kafkaSASLSecret),
            ("kafka_security_protocol", document.kafkaSecurityProtocol),
        ]
        kafkaFields = values.filter { $0.value?.isEmpty == false }.map(\.name)
        if let declared = document.common.busBackend {
            backend = declared
            provenance = document.common.positions.provenance(of: "bus_backend")
        } else if let field = kafkaFields.first {
            backend = .kafka
            provenance = .operatorDefault("bus_backend: KAFKA, since \(field) is set")
        } else {
            backend = .pubSub
            provenance = .operatorDefault("bus_backend: PUBSUB, since no kafka_ field is set")
        }
    }
}

/// Kafka's security settings with their defaults.
struct KafkaSecurityResolution {
    /// PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.
    let securityProtocol: String
    /// PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM; `nil` without SASL.
    let mechanism: String?

    /// Absent settings: a secret or a mechanism means SASL_SSL with SCRAM-SHA-512, neither means PLAINTEXT.
    init(_ document: PersistenceDocument) {
        let given = { (text: String?) -> String? in text?.isEmpty == false ? text : nil }
        let needsLogin = given(document.kafkaSASLSecret) != nil || given(document.kafkaSASLMechanism) != nil
        securityProtocol = given(document.kafkaSecurityProtocol) ?? (needsLogin ? "SASL_SSL" : "PLAINTEXT")
        mechanism =
            securityProtocol.hasPrefix("SASL_") ? given(document.kafkaSASLMechanism) ?? "SCRAM-SHA-512" : nil
    }
}

extension KafkaConnection {
    /// How a document says that Kafka is reached, with defaults applied; without servers where it names none.
    public init(of document: PersistenceDocument) {
        let security = KafkaSecurityResolution(document)
        let servers = NetworkNames.servers(document.kafkaBootstrapServers ?? "")
        self.init(
            bootstrapServers: servers.filter { !$0.isEmpty }.map(String.init),
            securityProtocol: security.securityProtocol, saslMechanism: security.mechanism,
            secretName: document.kafkaSASLSecret.flatMap { $0.isEmpty ? nil : $0 })
    }
}
