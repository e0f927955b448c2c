import Documents
import KubeClient

/// A live object as a watch cache keeps it: what `LiveObject` has, as text. A tree of JSON values takes five times the
/// memory, and is needed for a moment now and then.
public struct PackedObject: Sendable {
    /// Which object.
    public let key: ObjectKey
    /// Identity: a recreated object has another.
    public let uid: String
    /// The version it was read at.
    public let resourceVersion: String
    /// `metadata.deletionTimestamp` is set.
    public let isTerminating: Bool
    /// The label of the instance.
    public let instance: String?
    /// The label of the writer.
    public let writer: String?
    /// The Deployment that it scales.
    public let scaledDeployment: String?
    /// Deployments: `status`, as far as a rollout needs it.
    public let rollout: RolloutStatus?
    /// `spec.replicas`.
    public let replicas: Int64?
    /// The desired state's version.
    public let generation: Int64
    /// The object without `status`, without what the server alone writes, and without times: it changes when something
    /// does that a plan compares, and at no other time.
    private let compared: PackedBytes

    /// Packs a whole object; `nil` where it has no name or kind.
    public init?(_ object: JSONValue) {
        guard let live = LiveObject(object) else { return nil }
        key = live.key
        uid = live.uid
        resourceVersion = live.resourceVersion
        isTerminating = live.isTerminating
        instance = live.label(OperatorLabels.instance)
        writer = live.label(OperatorLabels.writer)
        scaledDeployment = Scalers.deployment(scaledBy: live)
        rollout = live.rollout
        replicas = live.replicas
        generation = live.generation
        var compared = live.content
        if let entries = object[path: "metadata", "managedFields"]?.array {
            compared[path: "metadata", "managedFields"] = .array(entries.compactMap(Self.withoutStatus))
        }
        self.compared = PackedBytes(compared.serialized())
    }

    /// The ownership of fields other than `status`; `nil` where there is no other.
    private static func withoutStatus(_ entry: JSONValue) -> JSONValue? {
        guard entry["subresource"]?.string != "status" else { return nil }
        var kept = entry
        kept["time"] = nil
        // Servers before 1.22 do not name the subresource.
        kept[path: "fieldsV1", "f:status"] = nil
        return kept["fieldsV1"]?.object?.isEmpty == false ? kept : nil
    }

    /// The object as the plan compares it.
    public var unpacked: LiveObject? {
        guard let bytes = compared.unpacked, let content = try? JSONValue(parsing: bytes),
            var live = LiveObject(content)
        else { return nil }
        live.content[path: "metadata", "managedFields"] = nil
        live.uid = uid
        live.resourceVersion = resourceVersion
        live.generation = generation
        live.isTerminating = isTerminating
        live.rollout = rollout
        return live
    }

    /// Whether a plan made from the other one would be the same, but for its rollout.
    public func isSame(for other: PackedObject) -> Bool {
        uid == other.uid && isTerminating == other.isTerminating && compared == other.compared
    }
}
