import Documents

/// One entry of `writers`, as the user wrote it, typed.
public struct WriterSpec: Hashable, Sendable {
    /// The writer's type: a free string, since new types appear. Required.
    public var busSubscriberType: String?
    /// The name; empty or absent: derived from the type.
    public var name: String?
    /// Replaces the image of the type's family.
    public var imageOverride: String?
    /// A label and a variable, never the image's tag.
    public var version: String?
    /// Resource requests.
    public var request = ResourceQuantities()
    /// Resource limits.
    public var limit = ResourceQuantities()
    /// The number of replicas; 0 and absent are the same on the wire.
    public var defaultReplicaCount: Int64?
    /// Autoscaling, where asked for.
    public var hpa: HPASpec?
    /// Place on GKE spot nodes.
    public var gkeSpot: Bool?
    /// Take environment from an optional ConfigMap named as the writer.
    public var loadWriterConfigMap: Bool?
    /// The Kafka consumer group, where it is not the type's own.
    public var kafkaConsumerGroupOverride: String?
    /// Messages a batch.
    public var maxBatchSize: Int64?
    /// Messages processed at once.
    public var messageProcessingConcurrency: Int64?
    /// The fields without a meaning for the operator, which only reach the container's environment: the value as text,
    /// by field name (`storage_cache_prefix`, `metrics_emission_mode`, …).
    public var passThrough: [String: String] = [:]
    /// `snowflake`, `bigquery`, …
    public var offlineStoreInserterDBType: String?
    /// Placement: the node's instance type.
    public var instanceType: String?
    /// Placement: the node pool.
    public var nodepool: String?
    /// Placement: node labels.
    public var nodeSelector: [String: String] = [:]
    /// Environment variables that come last and win.
    public var additionalEnvVars: [String: String] = [:]
    /// An integer or a percentage.
    public var pdbMinAvailable: String?
    /// An integer or a percentage.
    public var pdbMaxUnavailable: String?
    /// Where each field stands in the document.
    public var positions = FieldPositions()

    /// Makes an empty writer.
    public init() {}
}

/// `request` or `limit` of a writer: Kubernetes quantities as written.
public struct ResourceQuantities: Hashable, Sendable {
    /// CPU, in cores or `m`.
    public var cpu: String?
    /// Memory, in bytes or with a suffix.
    public var memory: String?
    /// Local scratch space; `ephemeral-storage` in Kubernetes.
    public var ephemeralStorage: String?
    /// No container resource: never rendered.
    public var storage: String?

    /// Makes an empty object.
    public init() {}
}

/// `hpa_specs` of a writer. Absent and 0 differ.
public struct HPASpec: Hashable, Sendable {
    /// The Pub/Sub subscription whose undelivered messages drive the number of replicas.
    public var subscription: String?
    /// The least number of replicas.
    public var minReplicas: Int64?
    /// The largest number of replicas.
    public var maxReplicas: Int64?
    /// Undelivered messages per replica.
    public var targetAverageValue: Int64?

    /// Makes an empty object.
    public init() {}
}
