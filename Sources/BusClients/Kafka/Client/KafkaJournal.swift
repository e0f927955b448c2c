import CRdKafka
import Logging
import Synchronization

/// What a client's threads reported, in order: the only place where librdkafka says why a connection failed.
///
/// Filled from librdkafka's threads, read from the thread that waits.
final class KafkaJournal: Sendable {
    private struct State {
        var troubles: [KafkaTrouble] = []
        var allBrokersDown = false
        var redactor: SecretRedactor
    }

    /// More are not kept: a cluster that flaps all through the timeout repeats itself.
    private static let limit = 64

    private let state: Mutex<State>
    private let logger: Logger

    init(hiding secrets: [String], logger: Logger) {
        state = Mutex(State(redactor: SecretRedactor(secrets)))
        self.logger = logger
    }

    /// The troubles so far, each once.
    var troubles: [KafkaTrouble] { state.withLock { $0.troubles } }

    /// Whether librdkafka has given up on every broker at least once.
    var allBrokersDown: Bool { state.withLock { $0.allBrokersDown } }

    /// Forgets what was reported: another look begins.
    func clear() {
        state.withLock { state in
            state.troubles = []
            state.allBrokersDown = false
        }
    }

    /// Hides a token instead of the one before: others may repeat what they refuse.
    func hide(_ token: KafkaToken) { state.withLock { $0.redactor = SecretRedactor([token.value]) } }

    func record(error code: Int32, _ text: String) {
        if code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN.rawValue {
            state.withLock { $0.allBrokersDown = true }
        } else {
            add(KafkaTrouble(code: code, text: redacted(text)))
        }
    }

    func record(certificate verdict: Int32, broker: String) {
        add(KafkaTrouble(certificateVerdict: verdict, broker: broker))
    }

    func record(log line: String) {
        logger.debug("\(redacted(line))")
    }

    private func redacted(_ text: String) -> String {
        let redactor = state.withLock(\.redactor)
        return redactor.redact(text)
    }

    private func add(_ trouble: KafkaTrouble) {
        state.withLock { state in
            if state.troubles.count < Self.limit, !state.troubles.contains(trouble) { state.troubles.append(trouble) }
        }
    }
}
