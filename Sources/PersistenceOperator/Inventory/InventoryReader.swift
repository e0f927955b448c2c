import Documents
import KubeClient

/// What the inventory's ConfigMap says.
enum InventoryReader {
    /// The state of an inventory that is there.
    static func state(of object: JSONValue, fieldManager: String) -> LiveState.InventoryState {
        guard let data = ownData(of: object, fieldManager), var inventory = InventoryConfigMap.inventory(from: data)
        else {
            return .unreadable(reason: "it has no data of a known form")
        }
        inventory.owner = OwnerReference(of: object)
        inventory.pause = Pause(of: object)
        return .known(inventory, resourceVersion: object[path: "metadata", "resourceVersion"]?.string ?? "")
    }

    /// The entries that our manager owns, where it owns any. One that somebody else owns too stays behind when we drop it: a
    /// copy from a restored backup is no memory.
    private static func ownData(of object: JSONValue, _ fieldManager: String) -> JSONObject? {
        guard let data = object["data"]?.object else { return nil }
        guard
            let owned = ManagedFieldsEntry.entries(of: object).first(where: {
                $0.manager == fieldManager && $0.operation == "Apply"
            })?.fields
        else { return data }
        return data.reduce(into: [:]) { own, member in
            if owned.covers(FieldPath([.field("data"), .field(member.key)])) { own[member.key] = member.value }
        }
    }
}
