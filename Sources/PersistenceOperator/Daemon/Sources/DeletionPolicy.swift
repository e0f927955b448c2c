import Documents

/// What becomes of the writers when their custom resource is deleted: the annotation `persistence-operator.io/deletion-policy`.
/// An annotation, since all of `.spec` is the user's document.
public enum DeletionPolicy: String, Hashable, Sendable {
    /// They stay, and nobody keeps them any more.
    case retain = "Retain"
    /// They go with it: they refer to it as their owner, and Kubernetes' garbage collector deletes them.
    case delete = "Delete"

    /// The annotation's name.
    public static let annotation = "persistence-operator.io/deletion-policy"

    /// Reads it off a custom resource. Anything but `Delete` keeps the writers: what somebody misspelt deletes nothing.
    init(of object: JSONValue) {
        let text = object["metadata"]?["annotations"]?[Self.annotation]?.string
        self = text.flatMap(Self.init) ?? .retain
    }
}
