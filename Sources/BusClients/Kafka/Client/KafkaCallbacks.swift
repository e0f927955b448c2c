/// What librdkafka's callbacks point to. The client's owner keeps it alive until the client is destroyed.
final class KafkaCallbacks: Sendable {
    /// Where reports go.
    let journal: KafkaJournal
    /// Who makes tokens; `nil`: nobody logs in with one.
    let tokens: KafkaTokenRefresh?

    init(journal: KafkaJournal, tokens: KafkaTokenRefresh?) {
        self.journal = journal
        self.tokens = tokens
    }

    /// Those behind a callback's opaque pointer.
    static func from(_ opaque: UnsafeMutableRawPointer?) -> KafkaCallbacks? {
        opaque.map { Unmanaged<KafkaCallbacks>.fromOpaque($0).takeUnretainedValue() }
    }
}
