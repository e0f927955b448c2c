/// How a Kafka topic is kept.
public struct KafkaTopicFacts: Hashable, Sendable {
    /// The replicas of the partition that has the fewest.
    public var replicas: Int
    /// How many partitions have replicas out of sync.
    public var underReplicatedPartitions: Int
    /// The topic's configuration; `nil`: it may not be seen, or the brokers do not tell it.
    public var configuration: KafkaTopicConfiguration?

    /// Makes facts.
    public init(replicas: Int, underReplicatedPartitions: Int = 0, configuration: KafkaTopicConfiguration? = nil) {
        self.replicas = replicas
        self.underReplicatedPartitions = underReplicatedPartitions
        self.configuration = configuration
    }
}

/// A topic's configuration as far as the health of a bus depends on it; what brokers leave out is `nil`.
public struct KafkaTopicConfiguration: Hashable, Sendable {
    /// `min.insync.replicas`.
    public var minimumInSync: Int?
    /// `retention.ms`: how long a message is kept, in milliseconds; -1: for ever.
    public var retentionMilliseconds: Int64?
    /// `retention.bytes`: how much of a partition is kept; -1: all.
    public var retentionBytes: Int64?
    /// `cleanup.policy`: `delete`, `compact`, or both with a comma between them.
    public var cleanupPolicy: String?
    /// `max.message.bytes`: the largest batch that a producer may send.
    public var maximumMessageBytes: Int64?

    /// Makes a configuration.
    public init(
        minimumInSync: Int? = nil, retentionMilliseconds: Int64? = nil, retentionBytes: Int64? = nil,
        cleanupPolicy: String? = nil, maximumMessageBytes: Int64? = nil
    ) {
        self.minimumInSync = minimumInSync
        self.retentionMilliseconds = retentionMilliseconds
        self.retentionBytes = retentionBytes
        self.cleanupPolicy = cleanupPolicy
        self.maximumMessageBytes = maximumMessageBytes
    }
}

extension KafkaTopicConfiguration {
    /// The properties that are asked for.
    static let properties = [
        "min.insync.replicas", "retention.ms", "retention.bytes", "cleanup.policy", "max.message.bytes",
    ]

    /// Reads values as Kafka writes them.
    init(_ values: [String: String]) {
        self.init(
            minimumInSync: values["min.insync.replicas"].flatMap { Int($0) },
            retentionMilliseconds: values["retention.ms"].flatMap { Int64($0) },
            retentionBytes: values["retention.bytes"].flatMap { Int64($0) }, cleanupPolicy: values["cleanup.policy"],
            maximumMessageBytes: values["max.message.bytes"].flatMap { Int64($0) })
    }
}
