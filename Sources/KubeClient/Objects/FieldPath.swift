import Documents

/// One step of a path into a Kubernetes object, as `managedFields` (FieldsV1) writes it.
public enum FieldPathElement: Hashable, Sendable {
    /// `f:NAME`: a member of a map or struct.
    case field(String)
    /// `k:{…}`: the element of a keyed list with these key values.
    case key(JSONObject)
    /// `v:VALUE`: an element of a set.
    case value(JSONValue)
    /// `i:N`: the element of an atomic list at an index.
    case index(Int)
}

/// A path into a Kubernetes object.
public struct FieldPath: Hashable, Sendable {
    /// The steps from the object's root.
    public var elements: [FieldPathElement]

    /// Makes a path of steps.
    public init(_ elements: [FieldPathElement] = []) {
        self.elements = elements
    }

    /// This path and one more step.
    public func appending(_ element: FieldPathElement) -> FieldPath { FieldPath(elements + [element]) }
}

extension FieldPath: CustomStringConvertible {
    /// `spec.template.spec.containers[name=writer].env[name=A].value`, as `kubectl` names conflicts.
    public var description: String {
        var text = ""
        for element in elements {
            switch element {
            case .field(let name):
                let isPlain = name.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "/") }
                if isPlain {
                    text += (text.isEmpty ? "" : ".") + name
                } else {
                    text += "[\(name)]"
                }
            case .key(let key):
                text += "[" + key.map { "\($0.key)=\($0.value.string ?? $0.value.text())" }.joined(separator: ",") + "]"
            case .value(let value): text += "[=\(value.string ?? value.text())]"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
