/// A cluster's answer to one Metadata request, out of librdkafka's memory.
struct KafkaMetadata: Hashable, Sendable {
    /// What was said of one topic.
    struct Topic: Hashable, Sendable {
        /// Kafka's error code; 0: none.
        var error: Int32
        /// Its partitions, in the order of the answer.
        var partitions: [Partition]
    }

    /// What was said of one partition.
    struct Partition: Hashable, Sendable {
        /// Its number, from 0.
        var id: Int32
        /// Kafka's error code; 0: none.
        var error: Int32
        /// The leading broker; -1: none.
        var leader: Int32
        /// How many replicas it has.
        var replicas: Int
        /// How many of them are in sync.
        var inSync: Int
    }

    /// The topics by name.
    var topics: [String: Topic]

    /// The broker that answered; `nil`: unknown.
    var broker: Int32?

    /// The topics that are there, ascending.
    var existingTopics: [String] { topics.filter { $0.value.error == 0 }.keys.sorted() }
}
