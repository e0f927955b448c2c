import Documents
import KubeClient
import WriterSpecs

/// A part of an object while it is made: values with their provenance.
indirect enum ManifestNode: Sendable {
    /// A value with one provenance for all of it.
    case leaf(JSONValue, Provenance)
    /// An object, member by member.
    case map([String: ManifestNode])
    /// A list, element by element.
    case list([Element])

    /// An element of a list and the step that leads to it.
    struct Element: Sendable {
        var step: FieldPathElement
        var node: ManifestNode
    }

    /// An object of string members that share a provenance.
    static func strings(_ members: [String: String], from provenance: Provenance) -> ManifestNode {
        .map(members.mapValues { .leaf(.string($0), provenance) })
    }

    /// A list whose elements are told apart by their `name`.
    static func named(_ elements: [(name: String, node: ManifestNode)]) -> ManifestNode {
        .list(elements.map { Element(step: .key(["name": .string($0.name)]), node: $0.node) })
    }

    /// The plain value.
    var value: JSONValue {
        switch self {
        case .leaf(let value, _): return value
        case .list(let elements): return .array(elements.map(\.node.value))
        case .map(let members):
            var object = JSONObject()
            for name in members.keys.sorted() { object[name] = members[name]?.value }
            return .object(object)
        }
    }

    /// The provenance of each leaf, by its path.
    var provenance: [FieldPath: Provenance] {
        var result: [FieldPath: Provenance] = [:]
        collect(at: FieldPath(), into: &result)
        return result
    }

    private func collect(at path: FieldPath, into result: inout [FieldPath: Provenance]) {
        switch self {
        case .leaf(_, let provenance): result[path] = provenance
        case .list(let elements):
            for element in elements { element.node.collect(at: path.appending(element.step), into: &result) }
        case .map(let members):
            for (name, node) in members { node.collect(at: path.appending(.field(name)), into: &result) }
        }
    }

    /// The node that a path of member names leads to; setting makes the objects on the way.
    subscript(path: ArraySlice<String>) -> ManifestNode? {
        get {
            guard let name = path.first else { return self }
            guard case .map(let members) = self else { return nil }
            return members[name]?[path.dropFirst()]
        }
        set {
            guard let name = path.first else {
                if let newValue { self = newValue }
                return
            }
            var members: [String: ManifestNode] = if case .map(let existing) = self { existing } else { [:] }
            if path.count == 1 {
                members[name] = newValue
            } else {
                var child = members[name] ?? .map([:])
                child[path.dropFirst()] = newValue
                members[name] = child
            }
            self = .map(members)
        }
    }

    /// The node that member names lead to.
    subscript(path: String...) -> ManifestNode? {
        get { self[path[...]] }
        set { self[path[...]] = newValue }
    }
}
