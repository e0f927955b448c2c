import Documents
import KubeClient

/// Observes rollouts by listing Deployments, and the pods of those that are not done.
public struct KubeRolloutSource: RolloutSource {
    private let client: KubeClient
    private let namespace: String
    private let selector: String

    /// Makes a source for the writers of an instance.
    public init(client: KubeClient, namespace: String, instance: String) {
        self.client = client
        self.namespace = namespace
        selector = "\(OperatorLabels.instance)=\(instance)"
    }

    /// Three lists: Deployments, ReplicaSets (which of them is the current one) and Pods.
    public func observe(_ writers: Set<String>) async throws -> [String: RolloutObservation] {
        async let deployments = client.list(.deployments, namespace: namespace, labelSelector: selector) { object in
            DeploymentView(object).flatMap { writers.contains($0.name) ? $0 : nil }
        }
        async let current = currentTemplates(writers)
        async let pods = pods()
        let (templates, all) = (try await current, try await pods)
        return try await deployments.items.reduce(into: [:]) { result, deployment in
            let hash = templates[deployment.name, default: [:]][deployment.revision]
            result[deployment.name] = RolloutObservation(
                generation: deployment.generation, replicas: deployment.replicas, status: deployment.status,
                restarts: all.filter { $0.writer == deployment.name && hash != nil && $0.templateHash == hash }
                    .flatMap(\.restarts))
        }
    }

    private struct DeploymentView: Sendable {
        let name: String
        let generation: Int64
        let replicas: Int64
        let revision: String
        let status: RolloutStatus

        init?(_ object: JSONValue) {
            guard let name = object[path: "metadata", "name"]?.string else { return nil }
            self.name = name
            generation = object[path: "metadata", "generation"]?.integer ?? 0
            replicas = object[path: "spec", "replicas"]?.integer ?? 1
            revision = object[path: "metadata", "annotations", "deployment.kubernetes.io/revision"]?.string ?? ""
            status = RolloutStatus(object)
        }
    }

    /// The pod template's hash of each writer's ReplicaSets by their revision.
    private func currentTemplates(_ writers: Set<String>) async throws -> [String: [String: String]] {
        let sets = try await client.list(.replicaSets, namespace: namespace, labelSelector: selector) {
            object -> (writer: String, revision: String, hash: String)? in
            let labels = object[path: "metadata", "labels"]
            guard let writer = labels?[OperatorLabels.writer]?.string, writers.contains(writer),
                let hash = labels?["pod-template-hash"]?.string
            else { return nil }
            return (
                writer, object[path: "metadata", "annotations", "deployment.kubernetes.io/revision"]?.string ?? "", hash
            )
        }
        return sets.items.reduce(into: [:]) { $0[$1.writer, default: [:]][$1.revision] = $1.hash }
    }

    private struct PodView: Sendable {
        let writer: String
        let templateHash: String
        let restarts: [PodRestart]
    }

    private func pods() async throws -> [PodView] {
        try await client.list(.pods, namespace: namespace, labelSelector: selector) { object in
            let labels = object[path: "metadata", "labels"]
            guard let writer = labels?[OperatorLabels.writer]?.string else { return nil }
            let name = object[path: "metadata", "name"]?.string ?? ""
            let statuses = object[path: "status", "containerStatuses"]?.array ?? []
            return PodView(
                writer: writer, templateHash: labels?["pod-template-hash"]?.string ?? "",
                restarts: statuses.compactMap { status in
                    guard let count = status["restartCount"]?.integer, count > 0 else { return nil }
                    let reason =
                        status[path: "lastState", "terminated", "reason"]?.string
                        ?? status[path: "state", "waiting", "reason"]?.string ?? "unknown"
                    return PodRestart(pod: name, count: count, reason: reason)
                })
        }.items
    }
}
