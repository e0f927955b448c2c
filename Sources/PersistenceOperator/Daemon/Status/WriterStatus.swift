import BusClients
import Documents

/// What is to be said of one writer.
public struct WriterStatus: Hashable, Sendable {
    /// How a writer is.
    public enum Phase: String, Hashable, Sendable, CaseIterable {
        /// Applied, and all of its replicas are available.
        case ready = "Ready"
        /// Applied, and its rollout is under way.
        case progressing = "Progressing"
        /// What the spec asks for is not applied; what runs goes on.
        case held = "Held"
        /// It is not there.
        case absent = "Absent"
    }

    /// The writer's name.
    public var name: String
    /// How it is.
    public var phase: Phase
    /// Why, as a stable code; empty where it is ready.
    public var reason: String
    /// Why, for people; empty where it is ready.
    public var message: String
    /// What to do; empty where nothing is to be done.
    public var action: String
    /// `spec.replicas` of the Deployment; `nil`: there is none.
    public var desired: Int64?
    /// Pods of the current template.
    public var updated: Int64
    /// Pods that are available.
    public var available: Int64
    /// The image that the spec asks for; empty where its entry has errors.
    public var image: String
    /// What it consumes and produces, and the code of how each is.
    public var endpoints: [Endpoint] = []
    /// The last write of this process; `nil`: it made none.
    public var lastChange: WriterChange?

    /// Something on the bus that the writer needs.
    public struct Endpoint: Hashable, Sendable {
        /// What, and what for: `consume kafka:result-bus-1`.
        public var id: String
        /// How it is.
        public var reason: ReadinessReason
    }

    /// The status as a document.
    ///
    /// - Parameters:
    ///   - previous: What was written of it before: the last change may have been another process's.
    ///   - namesReady: Whether endpoints that are ready are named too.
    ///   - time: Now, as the API writes it: since when it is so, where that is new.
    func json(after previous: JSONValue?, namesReady: Bool, time: String) -> JSONValue {
        let isSame = previous?["phase"]?.string == phase.rawValue && previous?["reason"]?.string ?? "" == reason
        var value: JSONValue = [
            "name": .string(name), "phase": .string(phase.rawValue),
            "since": .string((isSame ? previous?["since"]?.string : nil) ?? time),
        ]
        if !image.isEmpty { value["image"] = .string(image) }
        if !reason.isEmpty { value["reason"] = .string(reason) }
        if !message.isEmpty { value["message"] = .string(String(message.prefix(Self.messageLimit))) }
        if !action.isEmpty { value["action"] = .string(String(action.prefix(Self.messageLimit))) }
        if let desired {
            value["replicas"] = [
                "desired": .integer(desired), "updated": .integer(updated), "available": .integer(available),
            ]
        }
        let named = namesReady ? endpoints : endpoints.filter { $0.reason != .ready }
        if !named.isEmpty {
            value["endpoints"] = .array(
                named.map { ["id": .string($0.id), "reason": .string($0.reason.rawValue)] })
        }
        if let change = lastChange?.json ?? previous?["lastChange"] { value["lastChange"] = change }
        return value
    }

    /// A thousand writers stay far below what etcd takes (1.5 MiB).
    private static let messageLimit = 300
}
