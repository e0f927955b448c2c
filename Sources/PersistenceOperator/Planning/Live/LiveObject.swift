import Documents
import KubeClient

/// The projection of a live object that the plan compares: identity, labels, what is desired of it, and who owns what.
/// Status and bookkeeping of the API server are dropped as the object streams in.
public struct LiveObject: Sendable {
    /// Which object.
    public var key: ObjectKey
    /// The `apiVersion` it was read with.
    public var apiVersion: String
    /// Identity: a recreated object has another.
    public var uid: String
    /// The version it was read at.
    public var resourceVersion: String
    /// The desired state's version.
    public var generation: Int64
    /// `metadata.deletionTimestamp` is set.
    public var isTerminating: Bool
    /// All but `status` and the server's own metadata.
    public var content: JSONValue
    /// Who owns which fields.
    public var managers: [ManagedFieldsEntry]
    /// Deployments: `status`, as far as a rollout needs it.
    public var rollout: RolloutStatus?

    /// Projects a whole object.
    public init?(_ object: JSONValue) {
        guard let metadata = object["metadata"], let name = metadata["name"]?.string, let kind = object["kind"]?.string
        else { return nil }
        key = ObjectKey(kind: kind, namespace: metadata["namespace"]?.string ?? "", name: name)
        apiVersion = object["apiVersion"]?.string ?? ""
        uid = metadata["uid"]?.string ?? ""
        resourceVersion = metadata["resourceVersion"]?.string ?? ""
        generation = metadata["generation"]?.integer ?? 0
        isTerminating = metadata["deletionTimestamp"] != nil
        managers = ManagedFieldsEntry.entries(of: object)
        rollout = kind == "Deployment" ? RolloutStatus(object) : nil
        var content = object
        content["status"] = nil
        var kept: JSONValue = [:]
        for field in ["labels", "annotations", "name", "namespace", "ownerReferences", "finalizers"] {
            if let value = metadata[field] { kept[field] = value }
        }
        content["metadata"] = kept
        self.content = content
    }

    /// A label's value.
    public func label(_ name: String) -> String? { content[path: "metadata", "labels", name]?.string }

    /// An annotation's value.
    public func annotation(_ name: String) -> String? { content[path: "metadata", "annotations", name]?.string }

    /// `spec.replicas`.
    public var replicas: Int64? { content[path: "spec", "replicas"]?.integer }

    /// The fields that a manager owns through server-side apply.
    public func appliedFields(of manager: String) -> FieldSet? {
        managers.first { $0.manager == manager && $0.operation == "Apply" && $0.subresource.isEmpty }?.fields
    }
}

/// How far a Deployment's rollout is (`status` of apps/v1).
public struct RolloutStatus: Hashable, Sendable {
    /// The generation that the controller has seen.
    public var observedGeneration: Int64
    /// All pods.
    public var replicas: Int64
    /// Pods of the current template.
    public var updated: Int64
    /// Pods that are available.
    public var available: Int64
    /// The `Progressing` condition's reason.
    public var progressingReason: String?
    /// Whether the `Available` condition is true.
    public var isAvailable: Bool

    /// Reads a Deployment's status.
    public init(_ object: JSONValue) {
        let status = object["status"]
        func number(_ field: String) -> Int64 { status?[field]?.integer ?? 0 }
        func condition(_ type: String) -> JSONValue? {
            status?["conditions"]?.array?.first { $0["type"]?.string == type }
        }
        observedGeneration = number("observedGeneration")
        replicas = number("replicas")
        updated = number("updatedReplicas")
        available = number("availableReplicas")
        progressingReason = condition("Progressing")?["reason"]?.string
        isAvailable = condition("Available")?["status"]?.string == "True"
    }

    /// Whether all pods that are wanted are of the current template, and available, and no older one is left: those count as
    /// available too (`kubectl rollout status`).
    ///
    /// - Parameter generation: `metadata.generation`: a status about an earlier one says nothing.
    func isDone(generation: Int64, replicas wanted: Int64) -> Bool {
        observedGeneration >= generation && updated >= wanted && replicas <= updated && available >= wanted
    }
}
