import Documents
import KubeClient
import Synchronization
import TestPeers

/// Objects and events as an API server writes them.
enum WatchFixture {
    /// A ConfigMap whose `data.value` is what the tests keep of it.
    static func object(_ name: String, _ version: Int, value: String = "v", uid: String? = nil) -> String {
        #"{"metadata":{"namespace":"n","name":"\#(name)","uid":"\#(uid ?? "uid-" + name)","#
            + #""resourceVersion":"\#(version)"},"data":{"value":"\#(value)"}}"#
    }

    /// One event, with the line break.
    static func event(_ type: String, _ object: String) -> String { #"{"type":"\#(type)","object":\#(object)}"# + "\n" }

    static func bookmark(_ version: Int) -> String {
        event("BOOKMARK", #"{"kind":"ConfigMap","metadata":{"resourceVersion":"\#(version)"}}"#)
    }

    static func error(_ code: Int, _ reason: String, details: String = "{}") -> String {
        event(
            "ERROR",
            #"{"kind":"Status","code":\#(code),"reason":"\#(reason)","message":"the words","details":\#(details)}"#)
    }

    static func list(_ objects: String..., version: Int, token: String = "") -> StubResponse {
        StubResponse(
            json: #"{"kind":"ConfigMapList","metadata":{"resourceVersion":"\#(version)","continue":"\#(token)"},"#
                + #""items":[\#(objects.joined(separator: ","))]}"#)
    }

    /// A watch that tells this and ends in order.
    static func watch(_ events: String...) -> StubResponse {
        .chunked(pieces: [Array(events.joined().utf8)])
    }

    /// A watch that tells this and stays open.
    static func openWatch(_ events: String...) -> StubResponse {
        StubResponse.chunked(pieces: [Array(events.joined().utf8)], isComplete: false).then(.untilAbandoned)
    }

    static let expired = StubResponse(
        410, json: #"{"kind":"Status","reason":"Expired","message":"too old","code":410}"#)

    /// What the tests keep of an object: "none" nothing, "bad" cannot be read.
    @Sendable static func value(of object: JSONValue) throws -> String? {
        struct Unreadable: Error {}
        let value = object[path: "data", "value"]?.string
        if value == "bad" { throw Unreadable() }
        return value == "none" ? nil : value
    }
}

/// The changes that a reflector told, as short texts: `+a=1`, `~a=1→2`, `-a=2`, `synced`.
final class ChangeLog: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ change: ReflectorChange<String>) {
        lines.withLock { $0.append(Self.text(change)) }
    }

    static func text(_ change: ReflectorChange<String>) -> String {
        switch change {
        case .synced: "synced"
        case .upserted(let name, let old?, let new): "~\(name.name)=\(old)→\(new)"
        case .upserted(let name, nil, let new): "+\(name.name)=\(new)"
        case .deleted(let name, let last): "-\(name.name)=\(last)"
        }
    }
}
