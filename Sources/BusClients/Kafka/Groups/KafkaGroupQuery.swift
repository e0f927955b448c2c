/// A consumer group that reads a topic.
public struct KafkaGroupQuery: Hashable, Sendable {
    /// The group.
    public var group: String
    /// The topic.
    public var topic: String

    /// Makes a query.
    public init(group: String, topic: String) {
        self.group = group
        self.topic = topic
    }
}
