/// What has to be known of a whole Kafka cluster before a topic is made.
public struct KafkaSurvey: Hashable, Sendable {
    /// The topics that the principal may see.
    public var topics: Set<String>
    /// How many brokers are up.
    public var brokers: Int
    /// Brokers that hold replicas of topics and are not up, ascending.
    public var absentBrokers: [Int32]
    /// The brokers' own defaults.
    public var defaults: KafkaClusterFacts

    /// Makes a survey.
    public init(topics: Set<String>, brokers: Int, absentBrokers: [Int32] = [], defaults: KafkaClusterFacts) {
        self.topics = topics
        self.brokers = brokers
        self.absentBrokers = absentBrokers
        self.defaults = defaults
    }
}
