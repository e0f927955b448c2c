/// Offsets by partition; a partition that brokers did not answer for is left out.
struct KafkaOffsets: Hashable, Sendable {
    /// A partition of a topic.
    struct Place: Hashable, Sendable {
        let topic: String
        let partition: Int32
    }

    private(set) var offsets: [Place: Int64] = [:]

    subscript(topic: String, partition: Int32) -> Int64? {
        get { offsets[Place(topic: topic, partition: partition)] }
        set { offsets[Place(topic: topic, partition: partition)] = newValue }
    }
}
