/// Which Kubernetes object: kind, namespace and name, whatever version of its group serves it.
public struct ObjectKey: Hashable, Sendable, Comparable {
    /// `Deployment`, `PodDisruptionBudget`, …
    public var kind: String
    /// The namespace; empty for objects without one.
    public var namespace: String
    /// The name.
    public var name: String

    /// Makes a key.
    public init(kind: String, namespace: String, name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    /// By namespace, then name, then kind: what belongs to one writer stands together.
    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.name, left.kind) < (right.namespace, right.name, right.kind)
    }
}

extension ObjectKey: CustomStringConvertible {
    /// `Deployment background-persistence/online-writer`.
    public var description: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }
}
