import Logging
import Synchronization

/// Makes topics on one Kafka cluster, over one client: the counterpart of `KafkaTopicProbe`, which never makes any.
public final class KafkaTopicMaker: Sendable {
    private let settings: KafkaClientSettings
    private let tokens: MSKTokens?
    private let observer: BusObserver
    private let logger: Logger
    private let kept = Mutex<KafkaClient?>(nil)

    /// Makes a maker; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - settings: The cluster.
    ///   - tokens: Makes those that `AWS_MSK_IAM` needs.
    ///   - observer: Who makes, for messages.
    ///   - logger: Where librdkafka's own log goes, at level debug.
    public init(_ settings: KafkaClientSettings, tokens: MSKTokens?, observer: BusObserver, logger: Logger) {
        self.settings = settings
        self.tokens = tokens
        self.observer = observer
        self.logger = logger
    }

    /// Looks at the cluster as a whole. Changes nothing.
    ///
    /// - Throws: `BusUnseen` where the brokers do not answer within `timeout` and a moment.
    public func survey(timeout: Duration) async throws(BusUnseen) -> KafkaSurvey {
        let observer = observer
        return try await ask(timeout) { client, deadline in
            client.survey(timeout: deadline - .now).map { .success($0) }
                ?? .failure(BusUnseen(client.failure(seenBy: observer)))
        }.get()
    }

    /// Makes one topic.
    public func create(_ topic: NewKafkaTopic, timeout: Duration) async -> MakingOutcome {
        let judge = KafkaMakingJudge(work: .topic(topic.name), observer: observer)
        return await outcome(
            ask(timeout) { client, deadline in
                .success(judge.outcome(of: client.create(topic, timeout: deadline - .now)))
            })
    }

    /// Gives a topic more partitions, `total` altogether. Brokers refuse fewer than there are.
    public func addPartitions(to topic: String, total: Int, timeout: Duration) async -> MakingOutcome {
        let judge = KafkaMakingJudge(work: .partitions(of: topic), observer: observer)
        return await outcome(
            ask(timeout) { client, deadline in
                .success(judge.outcome(of: client.addPartitions(to: topic, total: total, timeout: deadline - .now)))
            })
    }

    /// Ends the connections.
    public func close() async {
        // Waits for librdkafka's threads.
        await BlockingWork.run(named: "kafka-making") { [self] in kept.withLock { $0 = nil } }
    }

    private func outcome(_ answer: Result<MakingOutcome, BusUnseen>) -> MakingOutcome {
        switch answer {
        case .success(let outcome): outcome
        case .failure(let unseen):
            MakingOutcome(.failed, unseen.reading.message, action: unseen.reading.action)
        }
    }

    private func ask<Answer: Sendable>(
        _ timeout: Duration,
        _ question: @escaping @Sendable (borrowing KafkaClient, ContinuousClock.Instant) -> Result<Answer, BusUnseen>
    ) async -> Result<Answer, BusUnseen> {
        let cancelled = Cancellation()
        return await withTaskCancellationHandler {
            await BlockingWork.run(named: "kafka-making") { [self] in
                kept.withLock { ask(question, over: &$0, timeout, cancelled) }
            }
        } onCancel: {
            cancelled.set()
        }
    }

    private func ask<Answer>(
        _ question: (borrowing KafkaClient, ContinuousClock.Instant) -> Result<Answer, BusUnseen>,
        over kept: inout KafkaClient?, _ timeout: Duration, _ cancelled: Cancellation
    ) -> Result<Answer, BusUnseen> {
        let deadline = ContinuousClock.now + timeout
        if let client = kept.take() {
            let answer = question(client, deadline)
            kept = consume client
            return answer
        }
        let client: KafkaClient
        do {
            client = try KafkaClient(settings, tokens: tokens, topics: [], timeout: timeout, logger: logger)
        } catch {
            return .failure(BusUnseen(error.reading(settings, seenBy: observer)))
        }
        guard client.connect(until: deadline, cancelled) else {
            return .failure(BusUnseen(client.failure(seenBy: observer)))
        }
        let answer = question(client, deadline)
        kept = consume client
        return answer
    }
}
