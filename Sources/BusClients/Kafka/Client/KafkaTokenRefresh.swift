import CRdKafka
import FoundationEssentials
import Synchronization

/// Has a token made whenever librdkafka asks for one, as long as its client lives: at the beginning, and each time that four fifths of the last
/// one's life are over.
final class KafkaTokenRefresh: Sendable {
    private struct State {
        /// The address of the client's handle; `nil`: it is not there yet, or ends.
        var client: UInt?
        var work: Task<Void, Never>?
        var failure: KafkaTokenFailure?
        var principal: String?
    }

    private let source: MSKTokens
    private let region: String?
    private let patience: Duration
    private let journal: KafkaJournal
    private let state = Mutex(State())

    /// Makes tokens for a client to be.
    ///
    /// - Parameters:
    ///   - patience: How long finding credentials may take.
    ///   - journal: Hides them.
    init(_ source: MSKTokens, region: String?, patience: Duration, journal: KafkaJournal) {
        self.source = source
        self.region = region
        self.patience = patience
        self.journal = journal
    }

    /// Why there is no token; `nil`: there is one, or it is being made.
    var failure: KafkaTokenFailure? { state.withLock { $0.failure } }

    /// Whose the last token is.
    var principal: String? { state.withLock { $0.principal } }

    /// The client is there.
    func begin(_ handle: OpaquePointer) {
        let client = UInt(bitPattern: handle)
        state.withLock { $0.client = client }
    }

    /// The client is about to be destroyed: nothing touches it once this has returned.
    func end() {
        state.withLock { state in
            state.client = nil
            state.work?.cancel()
        }
    }

    /// librdkafka wants a token. Returns at once: it waits in a thread that others need.
    func refresh() {
        state.withLock { state in
            guard state.client != nil, state.work == nil else { return }
            state.work = Task { await self.renew() }
        }
    }

    private func renew() async {
        let answer: Result<KafkaToken, KafkaTokenFailure>
        do throws(KafkaTokenFailure) {
            answer = .success(try await source.token(region: region, deadline: .now + patience))
        } catch {
            answer = .failure(error)
        }
        // Under the lock, so that the client cannot go meanwhile.
        state.withLock { state in
            state.work = nil
            guard let client = state.client.flatMap(OpaquePointer.init(bitPattern:)) else { return }
            switch answer {
            case .success(let token):
                journal.hide(token)
                state.principal = token.principal
                state.failure = Self.set(token, for: client)
            case .failure(let failure):
                state.failure = failure
                // It asks again in ten seconds.
                rd_kafka_oauthbearer_set_token_failure(client, failure.message)
            }
        }
    }

    /// - Returns: Why librdkafka does not take it.
    private static func set(_ token: KafkaToken, for client: OpaquePointer) -> KafkaTokenFailure? {
        var text = [CChar](repeating: 0, count: 512)
        let end = Int64(token.expiration.timeIntervalSince1970 * 1_000)
        let code = rd_kafka_oauthbearer_set_token(
            client, token.value, end, token.principal, nil, 0, &text, text.count)
        guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
        // Its text may quote the token.
        let failure = KafkaTokenFailure(
            reason: .credentialsExpired, message: "the Kafka client does not take the token of \(token.principal)",
            action: "see whether the clock of this machine is right, and whether the AWS credentials have expired")
        rd_kafka_oauthbearer_set_token_failure(client, failure.message)
        return failure
    }
}
