/// What one DescribeConfigs request told.
struct KafkaConfigurations: Hashable, Sendable {
    /// By topic; a topic whose configuration may not be seen is left out.
    var topics: [String: KafkaTopicConfiguration] = [:]
    /// Of the cluster, as one broker has it.
    var cluster = KafkaClusterFacts()
}
