/// What is known of a Kafka cluster as a whole, as one broker has it; `nil`: it may not be seen.
public struct KafkaClusterFacts: Hashable, Sendable {
    /// `auto.create.topics.enable` of the broker that was asked.
    public var createsTopics: Bool?
    /// `default.replication.factor`: how many replicas a topic gets where nobody says.
    public var defaultReplication: Int?
    /// `min.insync.replicas` of topics that have none of their own.
    public var defaultMinimumInSync: Int?

    /// Makes facts.
    public init(createsTopics: Bool? = nil, defaultReplication: Int? = nil, defaultMinimumInSync: Int? = nil) {
        self.createsTopics = createsTopics
        self.defaultReplication = defaultReplication
        self.defaultMinimumInSync = defaultMinimumInSync
    }
}

extension KafkaClusterFacts {
    /// The properties of a broker that are asked for.
    static let properties = ["auto.create.topics.enable", "default.replication.factor", "min.insync.replicas"]

    /// Reads values as Kafka writes them.
    init(_ values: [String: String]) {
        self.init(
            createsTopics: values["auto.create.topics.enable"].flatMap { Bool($0) },
            defaultReplication: values["default.replication.factor"].flatMap { Int($0) },
            defaultMinimumInSync: values["min.insync.replicas"].flatMap { Int($0) })
    }
}
