import Logging
import Synchronization

/// Looks at topics of one Kafka cluster without changing anything there.
///
/// One client, a number of Metadata requests (at most 4) that depends neither on the number of topics nor on their users, and
/// one DescribeConfigs request. A probe that stays connected needs one of each for a look after the first. Consumer groups take a
/// few requests to each broker, and one OffsetFetch request for each group.
public final class KafkaTopicProbe: Sendable {
    /// How long a client of an earlier look may take to answer, before another one takes its place: its connections may be
    /// dead without a sign.
    private static let patience = Duration.seconds(2)

    private let settings: KafkaClientSettings
    private let tokens: MSKTokens?
    /// Who looks.
    public let observer: BusObserver
    private let staysConnected: Bool
    private let logger: Logger
    private let kept = Mutex<KeptClient?>(nil)

    /// A client between two looks, and the topics that it knows.
    private struct KeptClient: ~Copyable {
        let client: KafkaClient
        let topics: Set<String>
    }

    /// What one look found.
    public struct Look: Sendable {
        /// A reading for each topic that was asked for.
        public var readings: [String: EndpointReading]
        /// A reading for each consumer group of a topic that can be seen.
        public var groups: [KafkaGroupQuery: KafkaGroupReading] = [:]
        /// What the cluster told of itself.
        public var cluster = KafkaClusterFacts()

        /// The reading of a topic; `nil`: it was not asked for.
        public subscript(topic: String) -> EndpointReading? { readings[topic] }
    }

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - settings: The cluster.
    ///   - tokens: Makes those that `AWS_MSK_IAM` needs.
    ///   - host: The pod or host that looks, for the readings' observer.
    ///   - staysConnected: Whether the client lives from look to look; else each look ends with its connections closed.
    ///   - logger: Where librdkafka's own log goes, at level debug.
    public init(
        _ settings: KafkaClientSettings, tokens: MSKTokens? = nil, host: String, staysConnected: Bool = false,
        logger: Logger
    ) {
        self.settings = settings
        self.tokens = tokens
        self.staysConnected = staysConnected
        self.logger = logger
        observer = BusObserver(
            principal: settings.principal, host: host,
            cluster: settings.bootstrapServers.joined(separator: ","))
    }

    /// Reads each topic once. One look is made at a time.
    ///
    /// - Parameters:
    ///   - groups: Consumer groups of these topics; those of topics that cannot be used are left out of the answer.
    ///   - expected: Topics that later looks are about: a client that knows them need not be made anew then.
    /// - Returns: A reading for each name, within `timeout` and a moment; what cannot be seen is unknown.
    public func read(
        topics: Set<String>, groups: Set<KafkaGroupQuery> = [], expecting expected: Set<String> = [], timeout: Duration
    ) async -> Look {
        let names = topics.filter(KafkaTopicName.isValid)
        let known = names.union(expected.filter(KafkaTopicName.isValid))
        var readings = Dictionary(
            uniqueKeysWithValues: topics.subtracting(names).map {
                ($0, KafkaTopicName.refusal(of: $0, observer: observer))
            })
        guard !names.isEmpty else { return Look(readings: readings) }
        let cancelled = Cancellation()
        let looked = await withTaskCancellationHandler {
            await BlockingWork.run(named: "kafka") { [self] in
                kept.withLock { kept in
                    look(
                        at: Question(topics: names, groups: groups), knowing: known, with: &kept,
                        deadline: .now + timeout, timeout: timeout,
                        cancelled: cancelled)
                }
            }
        } onCancel: {
            cancelled.set()
        }
        if looked.readings.values.contains(where: { $0.reason == .authenticationFailed }) { await tokens?.refused() }
        readings.merge(looked.readings) { refused, _ in refused }
        return Look(readings: readings, groups: looked.groups, cluster: looked.cluster)
    }

    /// Ends the connections. Where another look follows, it makes new ones.
    public func close() async {
        // Waits for librdkafka's threads.
        await BlockingWork.run(named: "kafka") { [self] in kept.withLock { $0 = nil } }
    }

    /// What one look is about.
    private struct Question {
        let topics: Set<String>
        let groups: Set<KafkaGroupQuery>
    }

    private func look(
        at question: Question, knowing known: Set<String>, with kept: inout KeptClient?,
        deadline: ContinuousClock.Instant, timeout: Duration, cancelled: Cancellation
    ) -> Look {
        if let last = kept.take(), known.isSubset(of: last.topics) {
            last.client.journal.clear()
            if let answer = last.client.metadata(timeout: min(Self.patience, deadline - .now)) {
                let look = judged(question, in: answer, last.client, deadline)
                kept = consume last
                return look
            }
        }
        let client: KafkaClient
        do {
            client = try KafkaClient(
                settings, tokens: tokens, topics: known.sorted(), timeout: timeout, logger: logger)
        } catch {
            return all(question.topics, error.reading(settings, seenBy: observer))
        }
        guard client.connect(until: deadline, cancelled), let answer = client.metadata(timeout: deadline - .now) else {
            // The next look begins anew: librdkafka tells the reason of a trouble that lasts only once.
            return all(question.topics, client.failure(seenBy: observer))
        }
        let look = judged(question, in: answer, client, deadline)
        if staysConnected { kept = KeptClient(client: client, topics: known) }
        return look
    }

    private func judged(
        _ question: Question, in answer: KafkaMetadata, _ client: borrowing KafkaClient,
        _ deadline: ContinuousClock.Instant
    ) -> Look {
        let existing = answer.existingTopics.filter(question.topics.contains)
        // Where there is no topic, nothing of the cluster matters yet.
        let configurations = client.configurations(
            of: existing, broker: existing.isEmpty ? nil : answer.broker, timeout: deadline - .now)
        let judge = KafkaTopicJudge(
            metadata: answer, configurations: configurations.topics, observer: observer)
        let readings = Dictionary(uniqueKeysWithValues: question.topics.map { ($0, judge.reading(of: $0)) })
        let groups = KafkaGroupProbe(metadata: answer, configurations: configurations.topics, deadline: deadline)
            .read(question.groups.filter { readings[$0.topic]?.partitions != nil }, client)
        return Look(readings: readings, groups: groups, cluster: configurations.cluster)
    }

    private func all(_ names: Set<String>, _ reading: EndpointReading) -> Look {
        Look(readings: Dictionary(uniqueKeysWithValues: names.map { ($0, reading) }))
    }
}
