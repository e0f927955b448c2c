/// What is known of a Kafka cluster as a whole.
public struct KafkaClusterFacts: Hashable, Sendable {
    /// `auto.create.topics.enable` of the broker that was asked; `nil`: it may not be seen.
    public var createsTopics: Bool?

    /// Makes facts.
    public init(createsTopics: Bool? = nil) {
        self.createsTopics = createsTopics
    }
}

extension KafkaClusterFacts {
    /// The properties of a broker that are asked for.
    static let properties = ["auto.create.topics.enable"]

    /// Reads values as Kafka writes them.
    init(_ values: [String: String]) {
        self.init(createsTopics: values["auto.create.topics.enable"].flatMap { Bool($0) })
    }
}
