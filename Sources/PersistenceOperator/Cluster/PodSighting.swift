import Documents
import FoundationEssentials
import KubeClient

/// A pod of a writer, as far as people need it at a glance: nothing in a pod's or a registry's own words.
struct PodSighting: Hashable, Sendable {
    /// Its name.
    var name: String
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    var phase: String
    /// Whether the condition `Ready` is true.
    var isReady: Bool
    /// How often its containers were restarted, all together.
    var restarts: Int64
    /// When it was made.
    var created: String?
    /// What is wrong with it; `nil`: nothing is to be seen.
    var trouble: PodTrouble?

    /// Reads a pod; `nil` where it has no name.
    init?(_ pod: JSONValue) {
        guard let name = pod[path: "metadata", "name"]?.string else { return nil }
        self.name = name
        phase = pod[path: "status", "phase"]?.string ?? "Unknown"
        isReady =
            pod[path: "status", "conditions"]?.array?.contains { $0["type"] == "Ready" && $0["status"] == "True" }
            ?? false
        restarts =
            pod[path: "status", "containerStatuses"]?.array?.reduce(0) { $0 + ($1["restartCount"]?.integer ?? 0) } ?? 0
        created = pod[path: "metadata", "creationTimestamp"]?.string
        trouble = isReady ? nil : PodTrouble(ofPod: pod)
    }

    /// Lists the pods of a writer, by name.
    ///
    /// - Throws: `KubeError`.
    static func all(
        of writer: String, instance: String, namespace: String, client: KubeClient
    ) async throws -> [PodSighting] {
        let selector = "\(OperatorLabels.instance)=\(instance),\(OperatorLabels.writer)=\(writer)"
        return try await client.list(.pods, namespace: namespace, labelSelector: selector) { PodSighting($0) }
            .items.sorted { $0.name < $1.name }
    }
}
