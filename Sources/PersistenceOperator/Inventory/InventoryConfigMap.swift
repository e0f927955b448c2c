import Documents

/// The form of an `Inventory` in its ConfigMap: one key a writer, so that `kubectl get -o yaml` shows a line each.
public enum InventoryConfigMap {
    /// The version of the form.
    static let format = "1"
    private static let formatKey = "_format"
    private static let backendKey = "_backend"
    private static let driverKey = "_driver"

    /// The `data` of the ConfigMap. Writer names are DNS-1123 labels, so no name collides with the underscored keys.
    public static func data(of inventory: Inventory) -> JSONObject {
        var data = JSONObject()
        data[formatKey] = .string(format)
        if let backend = inventory.backend { data[backendKey] = .string(backend) }
        if let driver = inventory.driver { data[driverKey] = .string(driver) }
        for (name, entry) in inventory.writers { data[name] = .string(line(entry)) }
        return data
    }

    /// The inventory in a ConfigMap's `data`; entries that cannot be read are left out, and so count as unknown.
    /// `nil` where the format is none that this version knows.
    public static func inventory(from data: JSONObject) -> Inventory? {
        guard data[formatKey]?.string == format else { return nil }
        var inventory = Inventory(backend: data[backendKey]?.string, driver: data[driverKey]?.string)
        for member in data where !member.key.hasPrefix("_") {
            guard let text = member.value.string, let value = try? JSONValue(parsing: text),
                let entry = entry(from: value)
            else { continue }
            inventory.writers[member.key] = entry
        }
        return inventory
    }

    private static func line(_ entry: Inventory.Entry) -> String {
        var value: JSONValue = ["type": .string(entry.type), "revision": .string(entry.revision)]
        if let replicas = entry.specReplicas { value["replicas"] = .integer(replicas) }
        if let endpoints = entry.endpoints { value["endpoints"] = .array(endpoints.map { .string($0) }) }
        value["kinds"] = .array(entry.kinds.map { .string($0) })
        return value.text()
    }

    private static func entry(from value: JSONValue) -> Inventory.Entry? {
        guard let type = value["type"]?.string, let revision = value["revision"]?.string,
            let kinds = value["kinds"]?.array
        else { return nil }
        return Inventory.Entry(
            type: type, revision: revision, specReplicas: value["replicas"]?.integer,
            endpoints: value["endpoints"]?.array?.compactMap(\.string), kinds: kinds.compactMap(\.string))
    }
}
