import KubeClient
import Synchronization

/// The API server as the controller writes to it: each write is made only while this process may write, with no more time than
/// it may still have, and is counted.
struct GuardedCluster: ClusterWriting {
    let cluster: KubeCluster
    let fence: WriteFence
    let metrics: DaemonMetrics

    /// The longest that one write may take.
    static let writeTimeout = Duration.seconds(30)

    func apply(_ body: [UInt8], to object: ObjectKey, apiVersion: String, force: Bool) async throws {
        try await write(object, "apply") { try await $0.apply(body, to: object, apiVersion: apiVersion, force: force) }
    }

    func delete(_ object: ObjectKey, apiVersion: String, uid: String, resourceVersion: String) async throws {
        try await write(object, "delete") {
            try await $0.delete(object, apiVersion: apiVersion, uid: uid, resourceVersion: resourceVersion)
        }
    }

    func read(_ object: ObjectKey, apiVersion: String) async throws -> LiveObject? {
        try await cluster.read(object, apiVersion: apiVersion)
    }

    func createNamespace(_ name: String) async throws {
        try await write(ObjectKey(kind: "Namespace", namespace: "", name: name), "create") {
            try await $0.createNamespace(name)
        }
    }

    private func write(
        _ object: ObjectKey, _ verb: String, _ body: (KubeCluster) async throws -> Void
    ) async throws {
        try await fence.withPermit(upTo: Self.writeTimeout) { timeout in
            try await RequestDeadline.with(.now + timeout) { try await body(cluster) }
        }
        metrics.countWrite(kind: object.kind, verb: verb)
    }
}
