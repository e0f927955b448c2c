/// Writes JSON text: deterministic, members in ascending order of their names.
public struct JSONWriter {
    private let pretty: Bool
    /// The text so far, as UTF-8.
    public private(set) var bytes: [UInt8] = []

    /// Makes a writer; `pretty` puts each member on a line of its own, indented by two blanks a level.
    public init(pretty: Bool = false) {
        self.pretty = pretty
    }

    /// Adds a value.
    public mutating func write(_ value: JSONValue, indent: Int = 0) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: value.description.utf8)
        case .string(let value): write(string: value)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                separate(index, indent: indent)
                write(element, indent: indent + 1)
            }
            close(UInt8(ascii: "]"), isEmpty: elements.isEmpty, indent: indent)
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                separate(index, indent: indent)
                write(string: member.key)
                bytes.append(contentsOf: (pretty ? ": " : ":").utf8)
                write(member.value, indent: indent + 1)
            }
            close(UInt8(ascii: "}"), isEmpty: members.isEmpty, indent: indent)
        }
    }

    private mutating func separate(_ index: Int, indent: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(indent + 1)
    }

    private mutating func close(_ bracket: UInt8, isEmpty: Bool, indent: Int) {
        if !isEmpty { newLine(indent) }
        bytes.append(bracket)
    }

    private mutating func newLine(_ indent: Int) {
        guard pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
    }

    private mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: "\\n".utf8)
            case 0x0D: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONValue {
    /// This value as JSON text in UTF-8, members in ascending order of their names.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self)
        return writer.bytes
    }

    /// This value as JSON text.
    public func text(pretty: Bool = false) -> String { String(decoding: serialized(pretty: pretty), as: UTF8.self) }
}
