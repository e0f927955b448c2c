import BusClients
import Documents
import FoundationEssentials
import KubeClient

/// The Kafka secrets that Kubernetes Secrets hold (`k8s://NAME`).
struct ClusterSecrets: KafkaSecretReader {
    let client: KubeClient

    /// `GET /api/v1/namespaces/NAMESPACE/secrets/NAME`
    ///
    /// - Parameter place: `namespace/name`.
    func secret(
        _ place: String, deadline: ContinuousClock.Instant
    ) async throws(CloudSecrets.Failure) -> KafkaSecret {
        let parts = place.split(separator: "/", maxSplits: 1).map(String.init)
        let (namespace, name) = (parts.first ?? "", parts.last ?? "")
        let object: JSONValue?
        do {
            object = try await RequestDeadline.with(deadline) {
                try await client.get(.secrets, namespace: namespace, name: name)
            }
        } catch {
            throw Self.failure(error, namespace, name)
        }
        guard let object else {
            throw CloudSecrets.Failure(
                reason: .secretMissing, message: "there is no Secret '\(name)' in namespace \(namespace)",
                action: "make it with the keys 'username' and 'password', or correct kafka_sasl_secret")
        }
        let data = (object["data"]?.object?.map { ($0.key, $0.value.string ?? "") } ?? [])
            .reduce(into: [:]) { $0[$1.0] = Data(base64Encoded: $1.1).map { Array($0) } }
        do throws(KafkaSecret.Failure) {
            return try KafkaSecret(data: data, name: place)
        } catch {
            throw CloudSecrets.Failure(
                reason: .credentialsInvalid, message: "the Secret cannot be used: \(error.message)",
                action: "give it the keys 'username' and 'password', or one key with a JSON object of them")
        }
    }

    /// Reads with a client; without one, says what is missing.
    static func reader(_ client: KubeClient?) -> any KafkaSecretReader {
        client.map(ClusterSecrets.init) ?? NoCluster()
    }

    private static func failure(_ error: any Error, _ namespace: String, _ name: String) -> CloudSecrets.Failure {
        let message = "the Secret '\(name)' in namespace \(namespace) cannot be read: \(error)"
        guard (error as? KubeError)?.code == .forbidden else {
            return CloudSecrets.Failure(
                reason: .secretStoreUnavailable, message: message,
                action: "wait, or see whether this process may log in to the API server")
        }
        return CloudSecrets.Failure(
            reason: .secretDenied, message: message,
            action: #"RBAC must grant it in that namespace: {apiGroups: [""], resources: [secrets], "#
                + "resourceNames: [\(name)], verbs: [get]}")
    }
}
