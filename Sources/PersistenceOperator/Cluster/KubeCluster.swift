import Documents
import KubeClient

/// The API server as the executor sees it.
public struct KubeCluster: ClusterWriting {
    private let client: KubeClient
    private let kinds: ManagedKinds
    private let fieldManager: String
    private let isDryRun: Bool

    /// Makes a cluster.
    /// - Parameter isDryRun: The server checks every write as usual, and stores nothing.
    public init(client: KubeClient, kinds: ManagedKinds, fieldManager: String, isDryRun: Bool = false) {
        self.client = client
        self.kinds = kinds
        self.fieldManager = fieldManager
        self.isDryRun = isDryRun
    }

    /// `PATCH`, server-side apply; of the response only the metadata is kept.
    public func apply(_ body: [UInt8], to object: ObjectKey, apiVersion: String, force: Bool) async throws {
        try await client.apply(
            try kinds.resource(of: object, apiVersion: apiVersion), namespace: object.namespace, name: object.name,
            body: body, fieldManager: fieldManager, force: force, isDryRun: isDryRun, keeping: .metadata)
    }

    /// `DELETE` with preconditions, in the background.
    public func delete(_ object: ObjectKey, apiVersion: String, uid: String, resourceVersion: String) async throws {
        try await client.delete(
            try kinds.resource(of: object, apiVersion: apiVersion), namespace: object.namespace, name: object.name,
            uid: uid, resourceVersion: resourceVersion, isDryRun: isDryRun)
    }

    /// `GET`.
    public func read(_ object: ObjectKey, apiVersion: String) async throws -> LiveObject? {
        let resource = try kinds.resource(of: object, apiVersion: apiVersion)
        return try await client.get(resource, namespace: object.namespace, name: object.name).flatMap(LiveObject.init)
    }

    /// `POST` of a Namespace; that it exists already is no error.
    public func createNamespace(_ name: String) async throws {
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": ["name": .string(name), "labels": ["app.kubernetes.io/managed-by": "persistence-operator"]],
        ]
        do {
            _ = try await client.create(
                .namespaces, namespace: nil, body: body.serialized(), fieldManager: fieldManager, isDryRun: isDryRun)
        } catch let error as KubeError where error.code == .alreadyExists {
            return
        }
    }
}
