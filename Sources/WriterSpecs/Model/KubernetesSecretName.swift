/// The name of a Kubernetes Secret in a spec's own namespace, as `kafka_sasl_secret` may have it: `k8s://NAME`.
public enum KubernetesSecretName {
    /// What such a name begins with.
    public static let prefix = "k8s://"

    /// The Secret's name; `nil`: the text names a secret of a cloud's store.
    public static func read(_ text: String) -> String? {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
    }
}

extension ResolvedSpec {
    /// Whether the login of its Kafka cluster is in a Kubernetes Secret of its namespace.
    public var namesKubernetesSecret: Bool { kafka?.secretName.flatMap(KubernetesSecretName.read) != nil }
}
