import Logging
import Synchronization

/// Looks at topics of one Kafka cluster without changing anything there.
///
/// One client, and a number of Metadata requests (at most 4) that depends neither on the number of topics nor on their
/// users.
public struct KafkaTopicProbe: Sendable {
    /// How long brokers are tried after the first sign that they cannot be used: a host name's other addresses and a
    /// cluster's other brokers get their turn.
    private static let grace = Duration.seconds(1)
    /// How often the client is asked whether it is connected.
    private static let step = Duration.milliseconds(20)

    private let settings: KafkaClientSettings
    /// Who looks.
    public let observer: BusObserver
    private let logger: Logger

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - settings: The cluster.
    ///   - host: The pod or host that looks, for the readings' observer.
    ///   - logger: Where librdkafka's own log goes, at level debug.
    public init(_ settings: KafkaClientSettings, host: String, logger: Logger) {
        self.settings = settings
        self.logger = logger
        observer = BusObserver(
            principal: settings.principal, host: host,
            cluster: settings.bootstrapServers.joined(separator: ","))
    }

    /// Reads each topic once.
    ///
    /// - Returns: A reading for each name, within `timeout` and a moment; what cannot be seen is unknown.
    public func read(topics: Set<String>, timeout: Duration) async -> [String: EndpointReading] {
        let names = topics.filter(KafkaTopicName.isValid).sorted()
        var readings = Dictionary(
            uniqueKeysWithValues: topics.subtracting(names).map {
                ($0, KafkaTopicName.refusal(of: $0, observer: observer))
            })
        guard !names.isEmpty else { return readings }
        let cancelled = Cancellation()
        let looked = await withTaskCancellationHandler {
            await BlockingWork.run(named: "kafka") {
                look(at: names, deadline: .now + timeout, timeout: timeout, cancelled: cancelled)
            }
        } onCancel: {
            cancelled.set()
        }
        readings.merge(looked) { refused, _ in refused }
        return readings
    }

    private func look(
        at names: [String], deadline: ContinuousClock.Instant, timeout: Duration, cancelled: Cancellation
    ) -> [String: EndpointReading] {
        let client: KafkaClient
        do {
            client = try KafkaClient(settings, topics: names, timeout: timeout, logger: logger)
        } catch {
            let file = settings.caFile.map { " (with the CA file '\($0)')" } ?? ""
            let reading = EndpointReading(
                .configurationInvalid, "the Kafka client cannot be set up\(file): \(error.message)",
                action: "correct the setting or the file that it names", observer: observer)
            return Dictionary(uniqueKeysWithValues: names.map { ($0, reading) })
        }
        let answer = connect(client, until: deadline, cancelled) ? client.metadata(timeout: deadline - .now) : nil
        guard let answer else {
            client.poll(.zero)
            let reading = KafkaFailureJudge(troubles: client.journal.troubles, observer: observer).reading
            return Dictionary(uniqueKeysWithValues: names.map { ($0, reading) })
        }
        let judge = KafkaTopicJudge(
            metadata: answer,
            minimumInSync: client.minimumInSync(of: answer.underReplicatedTopics, timeout: deadline - .now),
            observer: observer)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, judge.reading(of: $0)) })
    }

    /// Waits for a first answer; gives up early where waiting cannot help.
    private func connect(
        _ client: borrowing KafkaClient, until deadline: ContinuousClock.Instant, _ cancelled: Cancellation
    ) -> Bool {
        var end = deadline
        var isClosing = false
        while !client.isConnected {
            if ContinuousClock.now >= end || cancelled.isSet { return false }
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
