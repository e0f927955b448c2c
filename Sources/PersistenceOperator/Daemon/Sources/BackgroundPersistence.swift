import Documents
import KubeClient

/// The custom resource whose `.spec` is a spec: what is kept of one while it is watched.
struct BackgroundPersistence: Hashable, Sendable {
    /// The resource, as the definition in `deploy/crd` has it.
    static let resource = KubeResource(
        group: "persistence-operator.io", version: "v1alpha1", plural: "backgroundpersistences",
        kind: "BackgroundPersistence")

    /// Where it is and what it is called.
    let key: ObjectKey
    /// One that was made again under the same name has another.
    let uid: String
    /// Moves with `.spec`, not with status or annotations.
    let generation: Int64
    /// `.spec` as JSON.
    let spec: Result<[UInt8], SpecSourceError>
    /// What its pause annotation says.
    let pause: Pause?
    /// What becomes of its writers when it is deleted.
    let deletionPolicy: DeletionPolicy

    /// Takes what is needed of a resource; `nil` where it has no name.
    init?(_ object: JSONValue) {
        let metadata = object["metadata"]
        guard let name = metadata?["name"]?.string, let namespace = metadata?["namespace"]?.string else { return nil }
        key = ObjectKey(kind: Self.resource.kind, namespace: namespace, name: name)
        uid = metadata?["uid"]?.string ?? ""
        generation = metadata?["generation"]?.integer ?? 0
        pause = Pause(of: object)
        deletionPolicy = DeletionPolicy(of: object)
        if let spec = object["spec"], spec.object?.isEmpty == false {
            self.spec = .success(Array(spec.text(pretty: true).utf8))
        } else {
            spec = .failure(SpecSourceError(source: "\(key)", message: "its .spec is empty"))
        }
    }

    /// What it holds.
    var reading: SpecSourceReading {
        SpecSourceReading(
            spec, generation: generation, pause: pause,
            owner: deletionPolicy == .delete ? OwnerReference(key, uid: uid) : nil)
    }
}
