import FoundationEssentials

/// What a client logs in with by OAUTHBEARER (RFC 7628). Its descriptions hide it.
struct KafkaToken: Hashable, Sendable {
    /// The token: given to librdkafka and to nobody else.
    let value: String
    /// Whose it is: no secret, shown where it is refused.
    let principal: String
    /// When it ends.
    let expiration: Date
}

extension KafkaToken: SecretHolder {
    /// Whose it is.
    var visibleName: String? { principal }
}

/// A token could not be had. Never holds a secret.
struct KafkaTokenFailure: Error, Hashable {
    /// Why, as a reading of what cannot be looked at without it.
    let reason: ReadinessReason
    /// What happened.
    let message: String
    /// What to do about it.
    let action: String
}
