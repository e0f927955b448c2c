import Documents
import KubeClient

/// The object that others go with when it is deleted (`metadata.ownerReferences`). Without `blockOwnerDeletion`, which needs
/// rights of its own, and without `controller`: its writers are adopted by nobody.
public struct OwnerReference: Hashable, Sendable {
    /// Its `apiVersion`.
    public var apiVersion: String
    /// Its kind.
    public var kind: String
    /// Its namespace: only objects there can refer to it.
    public var namespace: String
    /// Its name.
    public var name: String
    /// Its identity: one that is made again is another owner.
    public var uid: String

    /// The custom resource as the owner of its writers.
    init(_ resource: ObjectKey, uid: String) {
        apiVersion = BackgroundPersistence.resource.apiVersion
        kind = resource.kind
        namespace = resource.namespace
        name = resource.name
        self.uid = uid
    }

    /// Reads the reference to a custom resource of ours off an object; `nil`: there is none.
    init?(of object: JSONValue) {
        let references = object[path: "metadata", "ownerReferences"]?.array ?? []
        guard
            let reference = references.first(where: {
                $0["kind"]?.string == BackgroundPersistence.resource.kind
                    && $0["apiVersion"]?.string == BackgroundPersistence.resource.apiVersion
            }), let name = reference["name"]?.string, let uid = reference["uid"]?.string
        else { return nil }
        let namespace = object[path: "metadata", "namespace"]?.string ?? ""
        self.init(
            ObjectKey(kind: BackgroundPersistence.resource.kind, namespace: namespace, name: name), uid: uid)
    }

    /// The reference as an element of `metadata.ownerReferences`.
    var json: JSONValue {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid),
        ]
    }
}
