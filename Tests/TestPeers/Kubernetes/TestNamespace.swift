import Documents

/// A namespace of one test.
public struct TestNamespace: Sendable {
    /// Its name.
    public let name: String
    /// Where it is.
    public let controlPlane: ControlPlane

    /// The path of a collection: `path("deployments", group: "apps/v1")`, or with a name that of one object.
    ///
    /// - Parameter group: Group and version; `v1` is the core group.
    public func path(_ resource: String, group: String = "v1", name object: String? = nil) -> String {
        let prefix = group.contains("/") ? "/apis/\(group)" : "/api/\(group)"
        return "\(prefix)/namespaces/\(name)/\(resource)" + (object.map { "/\($0)" } ?? "")
    }

    /// An object.
    public func get(_ resource: String, group: String = "v1", _ object: String) async throws -> JSONValue {
        try await controlPlane.request("GET", path(resource, group: group, name: object)).json()
    }

    /// Whether there is an object of that name.
    public func exists(_ resource: String, group: String = "v1", _ object: String) async throws -> Bool {
        try await controlPlane.request("GET", path(resource, group: group, name: object)).status == 200
    }

    /// The objects of a collection.
    public func list(_ resource: String, group: String = "v1", selector: String? = nil) async throws -> [JSONValue] {
        let query = selector.map { "?labelSelector=\($0)" } ?? ""
        let list = try await controlPlane.request("GET", path(resource, group: group) + query).json()
        return list["items"]?.array ?? []
    }

    /// Makes an object.
    @discardableResult
    public func create(_ resource: String, group: String = "v1", _ object: JSONValue) async throws -> JSONValue {
        try await controlPlane.request("POST", path(resource, group: group), object).json()
    }

    /// Changes an object with a JSON merge patch, as somebody's hand would.
    @discardableResult
    public func patch(
        _ resource: String, group: String = "v1", _ object: String, _ patch: JSONValue, manager: String = "by-hand"
    ) async throws -> JSONValue {
        try await controlPlane.request(
            "PATCH", path(resource, group: group, name: object) + "?fieldManager=\(manager)", patch,
            contentType: "application/merge-patch+json"
        ).json()
    }

    /// Deletes an object.
    public func delete(_ resource: String, group: String = "v1", _ object: String) async throws {
        try await controlPlane.request("DELETE", path(resource, group: group, name: object)).orThrow()
    }

    /// Sets a Deployment's scale, as `kubectl scale` does.
    public func scale(_ deployment: String, to replicas: Int) async throws {
        try await controlPlane.request(
            "PATCH", path("deployments", group: "apps/v1", name: deployment) + "/scale?fieldManager=kubectl",
            ["spec": ["replicas": .integer(Int64(replicas))]], contentType: "application/merge-patch+json"
        ).orThrow()
    }
}
