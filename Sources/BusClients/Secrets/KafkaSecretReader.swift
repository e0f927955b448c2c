/// Reads the Kafka secrets of a store that this target knows nothing of.
public protocol KafkaSecretReader: Sendable {
    /// A secret.
    ///
    /// - Parameters:
    ///   - name: As the store has it.
    ///   - deadline: Until when it may take.
    /// - Throws: `CloudSecrets.Failure`.
    func secret(_ name: String, deadline: ContinuousClock.Instant) async throws(CloudSecrets.Failure) -> KafkaSecret
}

/// What stands for the Kubernetes cluster of a process that has none.
public struct NoCluster: KafkaSecretReader {
    /// Makes it.
    public init() {}

    /// Always throws: it says what is missing.
    public func secret(
        _ name: String, deadline: ContinuousClock.Instant
    ) async throws(CloudSecrets.Failure) -> KafkaSecret {
        throw CloudSecrets.Failure(
            reason: .secretStoreUnavailable,
            message: "the Secret '\(name)' is in a Kubernetes cluster, and this process has none to ask",
            action:
                "name one with a kubeconfig, or set KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD, or pass --kafka-credentials-dir"
        )
    }
}
