import Documents

/// How a Pub/Sub subscription is kept (REST reference, `projects.subscriptions`).
public struct PubSubSubscriptionFacts: Hashable, Sendable {
    /// Idle for so long, it deletes itself; `nil`: never.
    public var expiresAfter: Duration?
    /// How long a message is kept that nobody acknowledges.
    public var retention: Duration
    /// How long a message is not delivered again.
    public var acknowledgementDeadline: Duration
    /// Where messages go that fail again and again; `nil`: nowhere.
    public var deadLetterTopic: String?
    /// Only messages that match are delivered: the beginning of the filter; empty: all.
    public var filter: String

    /// Makes facts; the defaults are the service's.
    public init(
        expiresAfter: Duration? = .seconds(31 * 86_400), retention: Duration = .seconds(7 * 86_400),
        acknowledgementDeadline: Duration = .seconds(10), deadLetterTopic: String? = nil, filter: String = ""
    ) {
        self.expiresAfter = expiresAfter
        self.retention = retention
        self.acknowledgementDeadline = acknowledgementDeadline
        self.deadLetterTopic = deadLetterTopic
        self.filter = filter
    }
}

extension PubSubSubscriptionFacts {
    /// Reads what the service says of a subscription. What it leaves out has its default; a policy without a time to live never expires.
    init(_ resource: JSONValue) {
        self.init()
        if let policy = resource["expirationPolicy"] { expiresAfter = Self.duration(policy["ttl"]) }
        retention = Self.duration(resource["messageRetentionDuration"]) ?? retention
        if let deadline = resource["ackDeadlineSeconds"]?.integer { acknowledgementDeadline = .seconds(deadline) }
        deadLetterTopic = resource[path: "deadLetterPolicy", "deadLetterTopic"]?.string
        filter = (resource["filter"]?.string ?? "").prefix(120).printable
    }

    /// Reads a duration of protobuf JSON: `604800s`, `1.5s`. Parts of a second do not matter here.
    private static func duration(_ value: JSONValue?) -> Duration? {
        guard let text = value?.string, text.hasSuffix("s") else { return nil }
        return Int64(text.dropLast().prefix { $0 != "." }).map { .seconds($0) }
    }
}
