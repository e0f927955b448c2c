/// What is known of a topic or subscription beside that it is there: what its health is judged by.
public enum EndpointFacts: Hashable, Sendable {
    /// Of a Kafka topic.
    case topic(KafkaTopicFacts)
    /// Of a Pub/Sub subscription.
    case subscription(PubSubSubscriptionFacts)
}
