import Documents
import KubeClient

/// What differs between an object as it is wanted and as it is: desired ⊆ live, and what our manager owns ⊆ desired.
struct ObjectComparison {
    private(set) var changes: [FieldChange] = []

    private let isSameRevision: Bool

    private init(isSameRevision: Bool) {
        self.isSameRevision = isSameRevision
    }

    /// Compares all but the fields in `ignoring`.
    /// - Parameters:
    ///   - owned: What our manager owns of the live object; `nil`: not known, so removals cannot be seen.
    ///   - isSameRevision: What is desired is what was applied last: then what we own whole can only differ by what the
    ///     server has defaulted inside it.
    static func changes(
        desired: JSONValue, live: JSONValue, owned: FieldSet?, kind: String, ignoring: Set<FieldPath> = [],
        isSameRevision: Bool = false
    ) -> [FieldChange] {
        var comparison = ObjectComparison(isSameRevision: isSameRevision)
        var path: [FieldPathElement] = []
        comparison.missingOrDifferent(desired, live, ListMapSchema.object(ofKind: kind), owned, &path)
        if let owned { comparison.noLongerDesired(owned, desired: desired, live: live, &path) }
        return comparison.changes.filter { !ignoring.contains($0.path) }
    }

    // MARK: desired ⊆ live

    private mutating func missingOrDifferent(
        _ desired: JSONValue, _ live: JSONValue?, _ schema: ListMapSchema, _ owned: FieldSet?,
        _ path: inout [FieldPathElement]
    ) {
        guard let live else {
            if !SemanticEquality.isZero(desired) { add(path, old: nil, new: desired) }
            return
        }
        switch (desired, live) {
        case (.object(let members), .object(let liveMembers)):
            // Servers differ in which maps they replace as a whole; that we own this one as one field says that it does.
            if schema.isAtomic, Self.isWhole(owned) {
                if !same(desired, live, schema, owned) { add(path, old: live, new: desired) }
                return
            }
            for member in members {
                let step = FieldPathElement.field(member.key)
                path.append(step)
                missingOrDifferent(
                    member.value, liveMembers[member.key], schema.field(member.key), owned?[step], &path)
                path.removeLast()
            }
        case (.array(let elements), .array(let liveElements)):
            compareList(elements, liveElements, schema, owned, &path)
        default:
            if !SemanticEquality.equal(desired, live, at: path) { add(path, old: live, new: desired) }
        }
    }

    private mutating func compareList(
        _ desired: [JSONValue], _ live: [JSONValue], _ schema: ListMapSchema, _ owned: FieldSet?,
        _ path: inout [FieldPathElement]
    ) {
        switch schema.listType {
        case .map:
            let found = KeyedElements(live, schema)
            for (index, element) in desired.enumerated() {
                let step = schema.step(to: element, at: index)
                path.append(step)
                missingOrDifferent(element, found[step, near: index], schema.elements, owned?[step], &path)
                path.removeLast()
            }
        case .set:
            for element in desired where !live.contains(element) {
                add(path + [.value(element)], old: nil, new: element)
            }
        case .atomic:
            let isSame =
                desired.count == live.count && zip(desired, live).allSatisfy { same($0, $1, schema.elements, owned) }
            if !isSame { add(path, old: .array(live), new: .array(desired)) }
        }
    }

    /// Whether a manager owns a map or list as one field.
    private static func isWhole(_ owned: FieldSet?) -> Bool {
        guard let owned else { return false }
        return owned.isMember && owned.children.isEmpty
    }

    /// Whether what is replaced as a whole is the same: each holds the other, or, where it is what we applied last and
    /// still own, the live one holds what is desired and the server's defaults.
    private func same(_ desired: JSONValue, _ live: JSONValue, _ schema: ListMapSchema, _ owned: FieldSet?) -> Bool {
        var comparison = ObjectComparison(isSameRevision: isSameRevision)
        var path: [FieldPathElement] = []
        comparison.missingOrDifferent(desired, live, schema, nil, &path)
        if !(isSameRevision && Self.isWhole(owned)) {
            comparison.missingOrDifferent(live, desired, schema, nil, &path)
        }
        return comparison.changes.isEmpty
    }

    // MARK: owned ⊆ desired

    private mutating func noLongerDesired(
        _ owned: FieldSet, desired: JSONValue, live: JSONValue?, _ path: inout [FieldPathElement]
    ) {
        for child in owned.children {
            path.append(child.element)
            defer { path.removeLast() }
            let seen = live.flatMap { Self.value(in: $0, at: child.element) }
            guard let wanted = Self.value(in: desired, at: child.element) else {
                if let seen { add(path, old: seen, new: nil) }
                continue
            }
            noLongerDesired(child.fields, desired: wanted, live: seen, &path)
        }
    }

    /// The value that one step of a field path leads to.
    static func value(in value: JSONValue, at element: FieldPathElement) -> JSONValue? {
        switch element {
        case .field(let name): value[name]
        case .key(let key):
            value.array?.first { candidate in
                // A key that the server defaulted (a port's protocol) is absent from what we render.
                key.allSatisfy { candidate[$0.key] == nil || candidate[$0.key] == $0.value }
                    && key.contains { candidate[$0.key] != nil }
            }
        case .value(let wanted): value.array?.first { $0 == wanted }
        case .index(let index): value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    private mutating func add(_ path: [FieldPathElement], old: JSONValue?, new: JSONValue?) {
        changes.append(FieldChange(path: FieldPath(path), old: old, new: new, provenance: nil))
    }
}

/// The elements of a keyed list by their keys. Most stand where they are expected, which costs no table.
private final class KeyedElements {
    private let elements: [JSONValue]
    private let schema: ListMapSchema
    private lazy var byStep = Dictionary(
        elements.enumerated().map { (schema.step(to: $0.element, at: $0.offset), $0.element) }
    ) { first, _ in first }

    init(_ elements: [JSONValue], _ schema: ListMapSchema) {
        self.elements = elements
        self.schema = schema
    }

    subscript(step: FieldPathElement, near index: Int) -> JSONValue? {
        if elements.indices.contains(index), schema.step(to: elements[index], at: index) == step {
            return elements[index]
        }
        return byStep[step]
    }
}
