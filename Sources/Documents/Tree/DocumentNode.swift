/// A value of a JSON or YAML document, with the place where it stands.
///
/// Members keep their order and their duplicates, numbers their spelling, so that every finding can be shown where it is.
public struct DocumentNode: Hashable, Sendable {
    /// What a value is.
    public enum Content: Hashable, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool(Bool)
        /// A number, as a literal that matches the grammar of RFC 8259, section 6.
        case number(String)
        /// A string.
        case string(String)
        /// An array.
        case array([DocumentNode])
        /// An object: its members in document order, duplicates included.
        case object([DocumentMember])
    }

    /// What the value is.
    public var content: Content
    /// Where its first character stands. What an alias stands for has the place of its anchor.
    public var position: SourcePosition

    /// Makes a value.
    public init(_ content: Content, at position: SourcePosition) {
        self.content = content
        self.position = position
    }
}

/// A member of an object in a document.
public struct DocumentMember: Hashable, Sendable {
    /// The name.
    public var key: String
    /// Where the name stands.
    public var keyPosition: SourcePosition
    /// The value.
    public var value: DocumentNode

    /// Makes a member.
    public init(key: String, at keyPosition: SourcePosition, value: DocumentNode) {
        self.key = key
        self.keyPosition = keyPosition
        self.value = value
    }
}

extension DocumentNode {
    /// The members, if this is an object.
    public var members: [DocumentMember]? {
        if case .object(let members) = content { members } else { nil }
    }

    /// The elements, if this is an array.
    public var elements: [DocumentNode]? {
        if case .array(let elements) = content { elements } else { nil }
    }

    /// The string, if this is one.
    public var string: String? {
        if case .string(let value) = content { value } else { nil }
    }

    /// The value of the first member of that name, if this is an object that has it.
    public subscript(key: String) -> DocumentNode? { members?.first { $0.key == key }?.value }

    /// The kind of the value, for messages: `a string`, `an object`, …
    public var kindDescription: String {
        switch content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let literal): "the number \(literal.prefix(40))"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value without positions. Of two members with one name the last counts.
    ///
    /// - Throws: `DocumentError` where a number is out of range.
    public func jsonValue() throws(DocumentError) -> JSONValue {
        switch content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .string(let text): return .string(text)
        case .number(let literal):
            guard let value = JSONNumber.value(of: literal) else {
                throw DocumentError(
                    .invalidNumber, at: position, "'\(literal.prefix(40))' is too large a number")
            }
            return value
        case .array(let elements):
            var values: [JSONValue] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try element.jsonValue()) }
            return .array(values)
        case .object(let members):
            var values: [String: JSONValue] = [:]
            for member in members { values[member.key] = try member.value.jsonValue() }
            return .object(JSONObject(values))
        }
    }
}
