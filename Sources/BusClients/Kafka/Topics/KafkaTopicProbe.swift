import Logging
import Synchronization

/// Looks at topics of one Kafka cluster without changing anything there.
///
/// One client, a number of Metadata requests (at most 4) that depends neither on the number of topics nor on their users, and
/// one DescribeConfigs request. A probe that stays connected needs one of each for a look after the first. Consumer groups take a
/// few requests to each broker, and one OffsetFetch request for each group.
public final class KafkaTopicProbe: Sendable {
    /// How long brokers are tried after the first sign that they cannot be used: a host name's other addresses and a
    /// cluster's other brokers get their turn.
    private static let grace = Duration.seconds(1)
    /// How often the client is asked whether it is connected.
    private static let step = Duration.milliseconds(20)
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
            let file = settings.caFile.map { " (with the CA file '\($0)')" } ?? ""
            return all(
                question.topics,
                EndpointReading(
                    .configurationInvalid, "the Kafka client cannot be set up\(file): \(error.message)",
                    action: "correct the setting or the file that it names", observer: observer))
        }
        guard connect(client, until: deadline, cancelled), let answer = client.metadata(timeout: deadline - .now) else {
            client.poll(.zero)
            // The next look begins anew: librdkafka tells the reason of a trouble that lasts only once.
            if let failure = client.tokens?.failure {
                return all(
                    question.topics,
                    EndpointReading(failure.reason, failure.message, action: failure.action, observer: observer))
            }
            let judge = KafkaFailureJudge(
                troubles: client.journal.troubles, observer: observer, tokenOwner: client.tokens?.principal)
            return all(question.topics, judge.reading)
        }
        let look = judged(question, in: answer, client, deadline)
        if staysConnected { kept = KeptClient(client: client, topics: known) }
        return look
    }

    private func judged(
        _ question: Question, in answer: KafkaMetadata, _ client: borrowing KafkaClient,
        _ deadline: ContinuousClock.Instant
    ) -> Look {
        let configurations = client.configurations(
            of: answer.existingTopics.filter(question.topics.contains), broker: answer.broker, timeout: deadline - .now)
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

    /// Waits for a first answer; gives up early where waiting cannot help.
    private func connect(
        _ client: borrowing KafkaClient, until deadline: ContinuousClock.Instant, _ cancelled: Cancellation
    ) -> Bool {
        var end = deadline
        var isClosing = false
        while !client.isConnected {
            if ContinuousClock.now >= end || cancelled.isSet || client.tokens?.failure != nil { return false }
            client.poll(Self.step)
            let isHopeless =
                client.journal.allBrokersDown
                || client.journal.troubles.contains { KafkaFailureJudge.isFinal($0.reason) }
            if isHopeless, !isClosing {
                isClosing = true
                end = min(deadline, .now + Self.grace)
            }
        }
        return true
    }
}

/// Set by a cancelled task, read by the thread that works for it.
private final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
