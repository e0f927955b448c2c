import Documents
import KubeClient
import WriterSpecs

/// A `podTemplate` of the catalogue, merged into a pod template as server-side apply would merge it.
///
/// Objects are merged member by member, lists by their keys where the API has keys, other lists are replaced. `null`
/// removes a member. Two exceptions keep what the spec says of placement: tolerations and node labels add up, since a
/// writer that lost them would stay pending or run on the wrong pool. An environment entry is replaced as a whole, since
/// `value` and `valueFrom` exclude each other.
struct PodTemplateOverlay {
    let overlay: JSONValue
    let provenance: Provenance

    /// The template with the overlay's fields.
    func merged(into template: ManifestNode) -> ManifestNode {
        merge(template, overlay, .podTemplate, path: []) ?? .map([:])
    }

    private func merge(_ base: ManifestNode?, _ patch: JSONValue, _ schema: ListMapSchema, path: [String])
        -> ManifestNode?
    {
        switch patch {
        case .null: return nil
        case .object(let members):
            if schema.isAtomic, path != Self.nodeSelector { return .leaf(patch, provenance) }
            return merge(members, into: base, schema, path: path)
        case .array(let elements):
            if case .map = schema.listType { return merge(keyed: elements, into: base, schema, path: path) }
            if schema.listType == .set || path == Self.tolerations { return add(elements, to: base) }
            return .leaf(patch, provenance)
        default: return .leaf(patch, provenance)
        }
    }

    private func merge(_ members: JSONObject, into base: ManifestNode?, _ schema: ListMapSchema, path: [String])
        -> ManifestNode
    {
        var result = base.map(Self.members) ?? [:]
        for member in members {
            result[member.key] = merge(
                result[member.key], member.value, schema.field(member.key), path: path + [member.key])
        }
        return .map(result)
    }

    private func merge(keyed patches: [JSONValue], into base: ManifestNode?, _ schema: ListMapSchema, path: [String])
        -> ManifestNode
    {
        var elements = base.map { Self.elements($0, schema) } ?? []
        for patch in patches {
            let step = schema.step(to: patch, at: elements.count)
            let existing = elements.firstIndex { $0.step == step }
            let isReplaced = path.last == "env"
            let node =
                isReplaced
                ? .leaf(patch, provenance)
                : merge(existing.map { elements[$0].node }, patch, schema.elements, path: path) ?? .map([:])
            if let existing {
                elements[existing].node = node
            } else {
                elements.append(.init(step: step, node: node))
            }
        }
        return .list(elements)
    }

    private func add(_ additions: [JSONValue], to base: ManifestNode?) -> ManifestNode {
        var elements: [ManifestNode.Element] = if case .list(let existing) = base { existing } else { [] }
        for addition in additions where !elements.contains(where: { $0.node.value == addition }) {
            elements.append(.init(step: .index(elements.count), node: .leaf(addition, provenance)))
        }
        return .list(elements)
    }

    /// The members of a node; those of a leaf keep its provenance.
    private static func members(_ node: ManifestNode) -> [String: ManifestNode] {
        switch node {
        case .map(let members): return members
        case .leaf(.object(let object), let provenance):
            return Dictionary(object.map { ($0.key, .leaf($0.value, provenance)) }) { _, last in last }
        default: return [:]
        }
    }

    /// The elements of a node; those of a leaf keep its provenance.
    private static func elements(_ node: ManifestNode, _ schema: ListMapSchema) -> [ManifestNode.Element] {
        switch node {
        case .list(let elements): return elements
        case .leaf(.array(let values), let provenance):
            return values.enumerated().map { index, value in
                .init(step: schema.step(to: value, at: index), node: .leaf(value, provenance))
            }
        default: return []
        }
    }

    private static let nodeSelector = ["spec", "nodeSelector"]
    private static let tolerations = ["spec", "tolerations"]
}
