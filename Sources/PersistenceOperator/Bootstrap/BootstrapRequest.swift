import Documents
import WriterSpecs

/// What the command line of `operator bootstrap` asks for beside what is missing.
public struct BootstrapRequest: Hashable, Sendable {
    /// Replicas of new Kafka topics (`--replication`); `nil`: the brokers' own default, which must be three or more.
    public var replication: Int?
    /// Partitions by Kafka topic (`--partitions TOPIC=N`).
    public var partitions: [String: Int]
    /// Topics that are meant as they are written (`--create TOPIC`), however like another one.
    public var meant: Set<String>
    /// The dead-letter topic of new Pub/Sub subscriptions (`--dead-letter-topic`), short or full; `nil`: none.
    public var deadLetterTopic: String?

    /// Partitions of a new topic where nobody says.
    static let defaultPartitions = 12
    /// A week: `retention.ms` of a new topic, and what a subscription keeps at most by default.
    static let retention = Duration.seconds(168 * 3_600)
    /// The deadline of a new subscription.
    static let acknowledgementDeadline = Duration.seconds(60)
    /// Fewer replicas do not survive the loss of a broker in a rolling restart.
    static let leastReplication = 3

    /// Makes a request.
    public init(
        replication: Int? = nil, partitions: [String: Int] = [:], meant: Set<String> = [],
        deadLetterTopic: String? = nil
    ) {
        self.replication = replication
        self.partitions = partitions
        self.meant = meant
        self.deadLetterTopic = deadLetterTopic
    }
}

extension BootstrapRequest {
    /// Reads the command line.
    ///
    /// - Throws: `UsageError` where a text cannot be understood.
    public init(
        replication: Int?, partitions: [String], meant: [String], deadLetterTopic: String?
    ) throws(UsageError) {
        if let replication, !(1...100).contains(replication) {
            throw UsageError("--replication \(replication) is no number of replicas", hint: "write 1 to 100")
        }
        self.init(replication: replication, meant: Set(meant), deadLetterTopic: deadLetterTopic)
        for text in partitions {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty, let number = Int(parts[1]), (1...100_000).contains(number) else {
                throw UsageError("'\(text)' is no --partitions", hint: "write TOPIC=N, such as metrics-bus-1=24")
            }
            guard self.partitions.updateValue(number, forKey: parts[0]) == nil else {
                throw UsageError("--partitions names '\(parts[0])' twice")
            }
        }
    }

    /// Sees that what is named is what the spec's writers use.
    ///
    /// - Throws: `UsageError` where it is not.
    func check(against spec: ResolvedSpec) throws(UsageError) {
        guard spec.backend == .kafka else {
            if replication != nil || !partitions.isEmpty || !meant.isEmpty {
                throw UsageError("--replication, --partitions and --create are for Kafka; the spec's bus is Pub/Sub")
            }
            return
        }
        guard deadLetterTopic == nil else {
            throw UsageError("--dead-letter-topic is for Pub/Sub", hint: "with Kafka it is the spec's kafka_dlq_topic")
        }
        let used = Set(
            spec.writers.flatMap(\.endpoints).compactMap { endpoint -> String? in
                if case .kafkaTopic(let name) = endpoint.resource { name } else { nil }
            })
        if let stranger = (Array(partitions.keys) + meant).sorted().first(where: { !used.contains($0) }) {
            throw UsageError(
                "no writer of the spec uses the topic '\(stranger)'",
                hint: Suggestions.question(Suggestions.matches(for: stranger, among: used.sorted())))
        }
    }
}
