import Documents

/// The tables of the spec's objects. Source: the vendor's published schema; see also docs/decisions/reading-specs.md.
enum SpecTables {
    /// The whole document.
    static let document = FieldTable<PersistenceDocument>(
        name: "Document", description: "The background persistence writers of one environment.",
        fields: [
            TypedField(
                descriptor: FieldDescriptor(
                    "common_persistence_specs", .object(common.schema), "What all writers share."),
                action: .descend { root, node, nested, decoder in
                    decoder.decodeOwner(node, into: &root.common, positions: \.positions, table: common, at: nested)
                }
            ).required,
            .string(
                "api_server_host", \.apiServerHost,
                "The host of the API server; scheme and port may be given: http://x.ns.svc.cluster.local:80.",
                .hostOrURL),
            .string(
                "kafka_sasl_secret", \.kafkaSASLSecret,
                "The name of the cloud secret that holds the Kafka credentials, or k8s:// and that of a Secret in the namespace.",
                .secretName),
            .string(
                "kafka_bootstrap_servers", \.kafkaBootstrapServers, "The Kafka brokers, comma-separated host:port.",
                .hostPortList),
            .enumeration(
                "kafka_security_protocol", KafkaSecurity.protocols, \.kafkaSecurityProtocol,
                "How Kafka is spoken to. Absent: SASL_SSL with a secret or a mechanism, else PLAINTEXT."),
            .enumeration(
                "kafka_sasl_mechanism", KafkaSecurity.mechanisms, \.kafkaSASLMechanism,
                "How the writers log in to Kafka. Absent: SCRAM-SHA-512 where the protocol is SASL_*."),
            .enumeration(
                "metadata_provider", ["GRPC_SERVER"], \.metadataProvider, "Where the writers get feature metadata from."
            ),
            .enumeration(
                "redis_is_clustered", ["0", "1"], \.redisIsClustered,
                "Whether the Redis online store is a cluster: the text \"1\" or \"0\"."),
            .string(
                "snowflake_storage_integration_name", \.snowflakeStorageIntegrationName,
                "The Snowflake storage integration that inserts use."),
            .bool(
                "redis_lightning_supports_has_many", \.redisLightningSupportsHasMany,
                "Whether the Redis Lightning store supports has-many features."),
            .bool("insecure", \.insecure, "Speak plain text to the API server."),
            TypedField(
                descriptor: FieldDescriptor(
                    "writers", .array(writer.schema), "The writers. An empty or absent list is legal."),
                action: .descend { root, node, nested, decoder in
                    decoder.decodeWriters(node, into: &root.writers, at: nested)
                }),
            .bool(
                "bootstrap_cloud_resources", \.bootstrapCloudResources,
                "Create the missing topics and subscriptions. Ignored by this operator for now."),
            .bool("suspended", \.suspended, "Start nothing and scale nothing up; what runs goes on."),
            .string("autodiscover_key", \.autodiscoverKey, "A secret that is handed to the writers.")
                .with { $0.isSecret = true },
            unmanaged("observability_daemons", .anyArray, "Node daemons that collect logs and metrics."),
            unmanaged("observability_daemon_scheduling", .anyObject, "Where the node daemons run."),
            TypedField(
                descriptor: FieldDescriptor(
                    "cluster_manager_config", .anyObject, "Settings of the cluster manager, handed to it as JSON."),
                action: .store { root, value in
                    if case .json(let value) = value { root.clusterManagerConfig = value }
                }),
        ])

    private static func unmanaged(
        _ name: String, _ type: FieldType, _ description: String
    ) -> TypedField<PersistenceDocument> {
        TypedField(descriptor: FieldDescriptor(name, type, description), action: .ignore)
            .with { $0.unmanaged = "it is not managed by this operator" }
    }
}

/// The values of Kafka's security settings.
enum KafkaSecurity {
    /// `security.protocol`.
    static let protocols = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
    /// `sasl.mechanism`.
    static let mechanisms = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "AWS_MSK_IAM"]
}
