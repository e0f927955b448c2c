/// Builds a `JSONValue` from events. Of two members with one name the last counts.
public struct JSONTreeBuilder: JSONEventReceiver, Sendable {
    private enum Frame {
        case array([JSONValue])
        case object(JSONObject, key: String?)
    }

    private var frames: [Frame] = []
    /// The value, once it is complete.
    public private(set) var result: JSONValue?

    /// Makes an empty builder.
    public init() {}

    /// Takes one event.
    public mutating func receive(_ event: JSONEvent, at position: SourcePosition) throws -> JSONEventDisposition {
        switch event {
        case .beginObject: frames.append(.object(JSONObject(), key: nil))
        case .beginArray: frames.append(.array([]))
        case .key(let name):
            if case .object(let members, _) = frames.popLast() { frames.append(.object(members, key: name)) }
        case .endObject:
            if case .object(let members, _) = frames.popLast() { add(.object(members)) }
        case .endArray:
            if case .array(let elements) = frames.popLast() { add(.array(elements)) }
        case .string(let text): add(.string(text))
        case .number(let literal):
            guard let value = JSONNumber.value(of: literal) else {
                throw JSONSyntaxError(.invalidNumber, at: position, "'\(literal.prefix(40))' is too large a number")
            }
            add(value)
        case .bool(let value): add(.bool(value))
        case .null: add(.null)
        }
        return .proceed
    }

    private mutating func add(_ value: JSONValue) {
        switch frames.popLast() {
        case nil: result = value
        case .array(var elements):
            elements.append(value)
            frames.append(.array(elements))
        case .object(var members, let key):
            if let key { members[key] = value }
            frames.append(.object(members, key: nil))
        }
    }
}

extension JSONValue {
    /// Parses a whole JSON text.
    ///
    /// - Throws: `JSONSyntaxError` where the text is not JSON, is too deep, or holds a number out of range.
    public init(parsing text: some Sequence<UInt8>, depthLimit: Int = 512) throws {
        var parser = JSONEventParser(depthLimit: depthLimit)
        var builder = JSONTreeBuilder()
        try Array(text).withUnsafeBufferPointer { try parser.feed($0, to: &builder) }
        try parser.finish(&builder)
        self = builder.result ?? .null
    }

    /// Parses a whole JSON text.
    public init(parsing text: String) throws {
        try self.init(parsing: text.utf8)
    }
}
