import Documents

/// The name of an object among those of its kind.
public struct ObjectName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The namespace; `nil`: the kind is in none.
    public var namespace: String?
    /// The name within the namespace.
    public var name: String

    /// Makes a name.
    public init(namespace: String?, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`, or the name alone.
    public var description: String { namespace.map { "\($0)/\(name)" } ?? name }

    /// By namespace, then by name.
    public static func < (left: ObjectName, right: ObjectName) -> Bool {
        (left.namespace ?? "", left.name) < (right.namespace ?? "", right.name)
    }
}

/// Which object it is, and which version of it.
struct ObjectIdentity: Hashable, Sendable {
    let name: ObjectName
    /// Another one under the same name has another; empty where the server gives none.
    let uid: String
    let resourceVersion: String

    /// Reads the metadata of an object.
    init(_ object: JSONValue) throws(KubeError) {
        let metadata = object["metadata"]
        guard let name = metadata?["name"]?.string, !name.isEmpty else {
            throw KubeError(.decoding, "an object without a name")
        }
        self.name = ObjectName(namespace: metadata?["namespace"]?.string, name: name)
        uid = metadata?["uid"]?.string ?? ""
        resourceVersion = metadata?["resourceVersion"]?.string ?? ""
    }
}

/// An object of a list or a watch: what the projection keeps of it.
struct ReadObject<Item: Sendable>: Sendable {
    let identity: ObjectIdentity
    /// `nil`: the projection wants nothing of it; an error: it cannot read it.
    let item: Result<Item?, any Error>

    /// Projects an object.
    init(_ object: JSONValue, _ project: (JSONValue) throws -> Item?) throws(KubeError) {
        identity = try ObjectIdentity(object)
        item = Result { try project(object) }
    }
}

/// What a resource version says beyond being one.
enum ResourceVersionOrder {
    /// Whether one version is older than another; false where one of them is no number.
    ///
    /// To its clients the version is opaque; that it is etcd's revision, a number that grows, is true of every API server
    /// and from 1.35 on part of the contract
    /// (https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions).
    static func isOlder(_ version: String, than other: String) -> Bool {
        guard let version = UInt64(version), let other = UInt64(other) else { return false }
        return version < other
    }
}
