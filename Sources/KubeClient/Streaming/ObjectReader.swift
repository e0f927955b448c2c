import Documents

/// Builds an object while it is parsed, or just its metadata.
struct ObjectReader: JSONEventReceiver, Sendable {
    private let part: ResponsePart
    private var builder = JSONTreeBuilder()
    private var depth = 0

    init(_ part: ResponsePart) {
        self.part = part
    }

    /// The object, once it is complete.
    var object: JSONValue? { builder.result }

    mutating func receive(_ event: JSONEvent, at position: SourcePosition) throws -> JSONEventDisposition {
        switch event {
        case .beginObject, .beginArray: depth += 1
        case .endObject, .endArray: depth -= 1
        case .key(let name) where part == .metadata && isDropped(name): return .skip
        default: break
        }
        return try builder.receive(event, at: position)
    }

    private func isDropped(_ name: String) -> Bool {
        switch depth {
        case 1: !["apiVersion", "kind", "metadata"].contains(name)
        case 2: name == "managedFields"
        default: false
        }
    }
}

/// How much of the object in a response is kept.
public enum ResponsePart: Hashable, Sendable {
    /// All of it.
    case object
    /// `apiVersion`, `kind` and `metadata` without `managedFields`; the rest is never in memory.
    case metadata
}
