import Synchronization

extension KafkaClient {
    /// How long brokers are tried after the first sign that they cannot be used: a host name's other addresses and a
    /// cluster's other brokers get their turn.
    private static let grace = Duration.seconds(1)
    /// How often the client is asked whether it is connected.
    private static let step = Duration.milliseconds(20)

    /// Waits for a first answer; gives up early where waiting cannot help.
    func connect(until deadline: ContinuousClock.Instant, _ cancelled: Cancellation) -> Bool {
        var end = deadline
        var isClosing = false
        while !isConnected {
            if ContinuousClock.now >= end || cancelled.isSet || tokens?.failure != nil { return false }
            poll(Self.step)
            let isHopeless =
                journal.allBrokersDown || journal.troubles.contains { KafkaFailureJudge.isFinal($0.reason) }
            if isHopeless, !isClosing {
                isClosing = true
                end = min(deadline, .now + Self.grace)
            }
        }
        return true
    }

    /// Why there was no answer.
    func failure(seenBy observer: BusObserver) -> EndpointReading {
        poll(.zero)
        if let failure = tokens?.failure {
            return EndpointReading(failure.reason, failure.message, action: failure.action, observer: observer)
        }
        return KafkaFailureJudge(troubles: journal.troubles, observer: observer, tokenOwner: tokens?.principal).reading
    }
}

extension KafkaClientError {
    /// What is known of a cluster that there is no client for.
    func reading(_ settings: KafkaClientSettings, seenBy observer: BusObserver) -> EndpointReading {
        let file = settings.caFile.map { " (with the CA file '\($0)')" } ?? ""
        return EndpointReading(
            .configurationInvalid, "the Kafka client cannot be set up\(file): \(message)",
            action: "correct the setting or the file that it names", observer: observer)
    }
}

/// Set by a cancelled task, read by the thread that works for it.
final class Cancellation: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }

    func set() { flag.store(true, ordering: .relaxed) }
}
