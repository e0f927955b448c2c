import Documents

/// The spec document: one per instance, as the user wrote it, typed.
///
/// Source of the fields: the vendor's published schema. `nil` means absent (or `null`, which protobuf JSON treats alike);
/// an empty string stays an empty string. Deprecated spellings are stored under their current name.
public struct PersistenceDocument: Hashable, Sendable {
    /// What all writers share.
    public var common = CommonPersistenceSpecs()
    /// The host of the API server, with or without scheme and port.
    public var apiServerHost: String?
    /// The NAME of the cloud secret that holds the Kafka credentials.
    public var kafkaSASLSecret: String?
    /// Comma-separated `host:port`.
    public var kafkaBootstrapServers: String?
    /// PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.
    public var kafkaSecurityProtocol: String?
    /// PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or AWS_MSK_IAM.
    public var kafkaSASLMechanism: String?
    /// `GRPC_SERVER` is the only documented value.
    public var metadataProvider: String?
    /// "1" or "0".
    public var redisIsClustered: String?
    /// The Snowflake storage integration that bulk inserts use.
    public var snowflakeStorageIntegrationName: String?
    /// Whether the Redis Lightning store supports has-many features.
    public var redisLightningSupportsHasMany: Bool?
    /// Plain text to the API server.
    public var insecure: Bool?
    /// Asks for missing topics and subscriptions to be created.
    public var bootstrapCloudResources: Bool?
    /// Stop all writers, keep everything else.
    public var suspended: Bool?
    /// An opaque secret: never printed.
    public var autodiscoverKey: String?
    /// Settings of the cluster manager, passed to a CLUSTER_MANAGER as JSON.
    public var clusterManagerConfig: JSONValue?
    /// The writers, in document order.
    public var writers: [WriterSpec] = []
    /// Where each top-level field stands in the document, by its current snake_case name.
    public var positions = FieldPositions()

    /// Makes an empty document.
    public init() {}
}

/// Where the fields of one object stand in the document.
///
/// Keys are current snake_case field names relative to the object, nested ones joined by dots (`request.cpu`,
/// `hpa_specs.hpa_min_replicas`, `additional_env_vars.LOG_LEVEL`). Deprecated spellings are found under the current name.
public struct FieldPositions: Hashable, Sendable {
    /// The path of the object itself: empty for the document, `common_persistence_specs`, `writers[3]`.
    public var path = ""
    /// The position of the object itself.
    public var start: SourcePosition?
    /// The position of each field's value.
    public var fields: [String: SourcePosition] = [:]
    /// For a field that was read under another spelling: the spelling in the document.
    public var spellings: [String: String] = [:]

    /// Makes an empty table.
    public init() {}

    /// The spec provenance of a field, whether or not the document has it.
    public func provenance(of field: String) -> Provenance {
        let spelling = spellings[field] ?? field
        return .spec(path: path.isEmpty ? spelling : "\(path).\(spelling)", position: fields[field])
    }
}
