import Documents
import WriterSpecs

/// Manifests in place of a cluster (`diff --offline PATH`): what they hold is taken for what is live.
public enum OfflineState {
    /// The state that manifests stand for.
    ///
    /// - Parameters:
    ///   - manifests: Objects, or `List`s of objects, in any order. One without a namespace is in the spec's.
    ///   - instance: The instance that is compared.
    public static func state(of manifests: [JSONValue], namespace: String, instance: String) -> LiveState {
        let objects = manifests.flatMap(items).compactMap { manifest -> LiveObject? in
            var object = manifest
            if object[path: "metadata", "namespace"] == nil {
                object[path: "metadata", "namespace"] = .string(namespace)
            }
            return LiveObject(object)
        }.filter { $0.key.namespace == namespace }
        var inventory = Inventory()
        for object in objects where object.key.kind == "Deployment" {
            // The manifests' own numbers of replicas are what was last asked for, so that a changed one is shown.
            inventory.writers[object.key.name] = Inventory.Entry(
                type: object.label("app.kubernetes.io/component") ?? "", revision: "", specReplicas: object.replicas,
                endpoints: [], kinds: objects.filter { $0.key.name == object.key.name }.map(\.key.kind).sorted())
        }
        return LiveState(
            objects: objects,
            scalers: Scalers.byDeployment(
                objects.filter { WriterPlanner.scalerKinds.contains($0.key.kind) }),
            inventory: .known(inventory, resourceVersion: ""))
    }

    private static func items(_ manifest: JSONValue) -> [JSONValue] {
        guard manifest["kind"]?.string?.hasSuffix("List") == true, let items = manifest["items"]?.array else {
            return [manifest]
        }
        return items
    }
}
