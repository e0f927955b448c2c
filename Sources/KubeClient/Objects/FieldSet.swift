import Documents

/// A set of fields of one object, as a manager owns them: FieldsV1 of `metadata.managedFields`.
///
/// A trie: each node is a field; `isMember` tells a field that is owned itself from one that only leads to others.
public struct FieldSet: Hashable, Sendable {
    /// One step further into the object.
    public struct Child: Hashable, Sendable {
        /// The step.
        public let element: FieldPathElement
        /// What is owned from there on.
        public internal(set) var fields: FieldSet
    }

    /// Whether the field at this node is owned itself.
    public internal(set) var isMember: Bool
    /// What is owned below, in the order of FieldsV1.
    public internal(set) var children: [Child]

    /// The empty set.
    public init() {
        isMember = false
        children = []
    }

    /// Reads FieldsV1. What is not of its form is left out.
    ///
    /// Source: structured-merge-diff, `fieldpath/serialize.go`: `f:`, `k:`, `v:`, `i:` and `.`; a leaf is `{}`.
    public init(fieldsV1: JSONValue) {
        self.init()
        guard let members = fieldsV1.object else { return }
        isMember = members.isEmpty
        children.reserveCapacity(members.count)
        for member in members {
            if member.key == "." {
                isMember = true
            } else if let element = FieldPathElement(fieldsV1: member.key) {
                children.append(Child(element: element, fields: FieldSet(fieldsV1: member.value)))
            }
        }
    }

    /// Whether nothing is in the set.
    public var isEmpty: Bool { !isMember && children.isEmpty }

    /// What is owned from a step on.
    public subscript(element: FieldPathElement) -> FieldSet? {
        children.first { $0.element == element }?.fields
    }

    /// What is owned from a path on; `nil` where nothing at or below it is.
    public subscript(path: FieldPath) -> FieldSet? {
        var node = self
        for element in path.elements {
            guard let next = node[element] else { return nil }
            node = next
        }
        return node
    }

    /// Whether the field at a path is in the set, or one above it that is owned whole (an atomic list or map).
    public func covers(_ path: FieldPath) -> Bool {
        var node = self
        for element in path.elements {
            guard let next = node[element] else { return node.isMember && node.children.isEmpty }
            node = next
        }
        return !node.isEmpty
    }

    /// The paths that are owned and have nothing owned below them.
    public var leaves: [FieldPath] {
        var paths: [FieldPath] = []
        var prefix: [FieldPathElement] = []
        collectLeaves(&prefix, into: &paths)
        return paths
    }

    private func collectLeaves(_ prefix: inout [FieldPathElement], into paths: inout [FieldPath]) {
        if children.isEmpty, isMember { paths.append(FieldPath(prefix)) }
        for child in children {
            prefix.append(child.element)
            child.fields.collectLeaves(&prefix, into: &paths)
            prefix.removeLast()
        }
    }
}

extension FieldPathElement {
    /// Reads one key of FieldsV1; `nil` where it has none of the four forms.
    init?(fieldsV1 key: String) {
        let body = String(key.dropFirst(2))
        switch key.prefix(2) {
        case "f:": self = .field(body)
        case "k:":
            if let name = Self.plainName(body) {
                self = .key(["name": .string(name)])
                return
            }
            guard let members = try? JSONValue(parsing: body).object else { return nil }
            self = .key(members)
        case "v:":
            guard let value = try? JSONValue(parsing: body) else { return nil }
            self = .value(value)
        case "i:":
            guard let index = Int(body) else { return nil }
            self = .index(index)
        default: return nil
        }
    }

    /// The name in `{"name":"x"}`, the form of nearly all keys; `nil` for any other, which is left to the JSON parser.
    private static func plainName(_ body: String) -> String? {
        let (prefix, suffix) = ("{\"name\":\"", "\"}")
        guard body.hasPrefix(prefix), body.hasSuffix(suffix), body.utf8.count >= prefix.utf8.count + suffix.utf8.count
        else { return nil }
        let name = body.utf8.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
        let isPlain = name.allSatisfy { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 < 0x80 }
        return isPlain ? String(Substring(name)) : nil
    }
}
