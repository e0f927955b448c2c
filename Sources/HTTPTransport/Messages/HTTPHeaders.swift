/// The header fields of a message, in their order; names are compared without case.
///
/// It has no description of its values: some of them are credentials.
public struct HTTPHeaders: Sendable {
    /// One field.
    public struct Field: Sendable {
        /// The name as written.
        public let name: String
        /// The value without surrounding white space.
        public let value: String
    }

    /// The fields in their order.
    public private(set) var fields: [Field] = []

    /// Makes an empty list.
    public init() {}

    /// Makes a list of names and values.
    public init(_ fields: some Sequence<(name: String, value: String)>) {
        for (name, value) in fields { add(name, value) }
    }

    /// Adds a field after the others.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The first value of a field. Setting it replaces all fields of that name; `nil` removes them.
    public subscript(name: String) -> String? {
        get {
            fields.first { Self.isSame($0.name, name) }?.value
        }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// The fields in the order in which they are written.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}

extension HTTPHeaders: CustomStringConvertible {
    /// The names only.
    public var description: String { fields.map(\.name).joined(separator: ", ") }
}

extension HTTPHeaders: CustomReflectable {
    /// The names only, so that a dump shows no value.
    public var customMirror: Mirror { Mirror(self, children: ["names": fields.map(\.name)]) }
}
