import Documents
import KubeClient

/// The only calls that change a cluster, and the reads that a conflict needs. `KubeCluster` is the real one.
public protocol ClusterWriting: Sendable {
    /// Server-side apply of a JSON body.
    func apply(_ body: [UInt8], to object: ObjectKey, apiVersion: String, force: Bool) async throws
    /// Deletes an object that still has this UID and resourceVersion. An object that is gone is no error.
    func delete(_ object: ObjectKey, apiVersion: String, uid: String, resourceVersion: String) async throws
    /// Reads an object; `nil`: there is none.
    func read(_ object: ObjectKey, apiVersion: String) async throws -> LiveObject?
    /// Creates a namespace; one that exists is no error.
    func createNamespace(_ name: String) async throws
}
