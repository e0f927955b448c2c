import Documents

/// How a subscription is made (REST reference, `projects.subscriptions`).
public struct NewPubSubSubscription: Hashable, Sendable {
    /// How long a message is kept that nobody acknowledges.
    public var retention: Duration
    /// How long a message is not delivered again.
    public var acknowledgementDeadline: Duration
    /// The short or full name of the topic that messages go to that fail again and again; `nil`: none.
    public var deadLetterTopic: String?

    /// How often a message is delivered before it goes to the dead-letter topic: the service's default.
    static let deliveryAttempts: Int64 = 5

    /// Makes a description; nothing is sent. Such a subscription never expires.
    public init(retention: Duration, acknowledgementDeadline: Duration, deadLetterTopic: String?) {
        self.retention = retention
        self.acknowledgementDeadline = acknowledgementDeadline
        self.deadLetterTopic = deadLetterTopic
    }

    /// The body of the request.
    func body(topic: PubSubName, deadLetterTopic: PubSubName?) -> JSONValue {
        var body: JSONValue = [
            "topic": .string("\(topic)"),
            // Without a time to live: never, where the default is 31 days.
            "expirationPolicy": [:],
            "messageRetentionDuration": .string("\(retention.components.seconds)s"),
            "ackDeadlineSeconds": .integer(acknowledgementDeadline.components.seconds),
        ]
        body["deadLetterPolicy"] = deadLetterTopic.map {
            ["deadLetterTopic": .string("\($0)"), "maxDeliveryAttempts": .integer(Self.deliveryAttempts)]
        }
        return body
    }
}
