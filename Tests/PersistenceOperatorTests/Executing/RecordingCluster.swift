import Documents
import KubeClient
import Synchronization

@testable import PersistenceOperator

/// Takes writes in memory, and fails those that a test names.
final class RecordingCluster: ClusterWriting {
    private struct State {
        var writes: [String] = []
        var inFlight = 0
        var mostInFlight = 0
        var failures: [String: [KubeError]] = [:]
        var objects: [ObjectKey: LiveObject] = [:]
        var bodies: [ObjectKey: JSONValue] = [:]
    }

    private let state = Mutex(State())
    private let onWrite: @Sendable (String) -> Void

    init(onWrite: @escaping @Sendable (String) -> Void = { _ in }) {
        self.onWrite = onWrite
    }

    var writes: [String] { state.withLock(\.writes) }
    var mostInFlight: Int { state.withLock(\.mostInFlight) }

    func body(_ object: ObjectKey) -> JSONValue? { state.withLock { $0.bodies[object] } }

    /// The next writes to an object of that name fail with these errors, in turn.
    func fail(_ name: String, with errors: KubeError...) { state.withLock { $0.failures[name] = errors } }

    func put(_ object: LiveObject) { state.withLock { $0.objects[object.key] = object } }

    func apply(_ body: [UInt8], to object: ObjectKey, apiVersion: String, force: Bool) async throws {
        let value = try JSONValue(parsing: body)
        try await write("apply \(object.kind) \(object.name)", object)
        state.withLock { $0.bodies[object] = value }
    }

    func delete(_ object: ObjectKey, apiVersion: String, uid: String, resourceVersion: String) async throws {
        try await write("delete \(object.kind) \(object.name)", object)
    }

    func read(_ object: ObjectKey, apiVersion: String) async throws -> LiveObject? {
        state.withLock { $0.objects[object] }
    }

    func createNamespace(_ name: String) async throws {
        try await write("create Namespace \(name)", ObjectKey(kind: "Namespace", namespace: "", name: name))
    }

    private func write(_ text: String, _ object: ObjectKey) async throws {
        let failure = state.withLock { state -> KubeError? in
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            guard var errors = state.failures[object.name], !errors.isEmpty else { return nil }
            let error = errors.removeFirst()
            state.failures[object.name] = errors
            return error
        }
        await Task.yield()
        state.withLock { state in
            state.inFlight -= 1
            if failure == nil { state.writes.append(text) }
        }
        if let failure { throw failure }
        onWrite(text)
    }
}
