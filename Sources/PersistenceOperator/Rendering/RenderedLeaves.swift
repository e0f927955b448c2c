import Documents
import KubeClient
import WriterSpecs

extension RenderedObject {
    /// A field without fields below it, and its value.
    public struct Leaf: Hashable, Sendable {
        /// Where it is.
        public var path: FieldPath
        /// Its value; an object or array only where that is empty.
        public var value: JSONValue
    }

    /// The fields that have a value, in the order of the body.
    public func leaves() -> [Leaf] {
        var result: [Leaf] = []
        Self.collect(body, at: FieldPath(), .object(ofKind: kind), into: &result)
        return result
    }

    /// Where a field comes from: its own provenance, or that of the nearest field that contains it.
    public func provenance(of path: FieldPath) -> Provenance? {
        var elements = path.elements
        while true {
            if let found = provenance[FieldPath(elements)] { return found }
            guard elements.popLast() != nil else { return nil }
        }
    }

    private static func collect(
        _ value: JSONValue, at path: FieldPath, _ schema: ListMapSchema, into result: inout [Leaf]
    ) {
        switch value {
        case .object(let members) where !members.isEmpty:
            for member in members {
                collect(member.value, at: path.appending(.field(member.key)), schema.field(member.key), into: &result)
            }
        case .array(let elements) where !elements.isEmpty:
            for (index, element) in elements.enumerated() {
                let step = schema.step(to: element, at: index)
                collect(element, at: path.appending(step), schema.elements, into: &result)
            }
        default: result.append(Leaf(path: path, value: value))
        }
    }
}
