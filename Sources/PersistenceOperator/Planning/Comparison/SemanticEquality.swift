import Documents
import KubeClient

/// When Kubernetes takes two leaf values for the same, although they are written differently.
///
/// Sources: `k8s.io/apimachinery` resource.Quantity (`1024Mi` = `1Gi`), intstr.IntOrString (`1` = `"1"` where a field is
/// one), and `omitempty` (a zero value that was sent does not come back). There is no table of defaults: a field that is
/// not desired is not compared.
enum SemanticEquality {
    /// Fields of type IntOrString among those that are rendered or may be overlaid.
    private static let intOrStringFields: Set<String> = [
        "maxSurge", "maxUnavailable", "minAvailable", "port", "targetPort",
    ]
    /// Fields of type Quantity, and maps of quantities.
    private static let quantityFields: Set<String> = ["averageValue", "sizeLimit", "divisor", "value"]
    private static let quantityMaps: Set<String> = ["requests", "limits", "capacity"]

    /// Whether two leaves at a path are equal to Kubernetes.
    static func equal(_ desired: JSONValue, _ live: JSONValue, at path: [FieldPathElement]) -> Bool {
        if desired == live { return true }
        switch (desired, live) {
        case (.integer(let integer), .number(let number)), (.number(let number), .integer(let integer)):
            return Double(integer) == number
        default: break
        }
        guard case .field(let name)? = path.last else { return false }
        if intOrStringFields.contains(name), text(desired) == text(live), text(desired) != nil { return true }
        if isQuantity(name, parent: path.dropLast().last), let left = text(desired), let right = text(live),
            let left = Quantity(left), let right = Quantity(right)
        {
            return left == right
        }
        return false
    }

    /// Whether a value is one that `omitempty` leaves out.
    static func isZero(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .integer(0), .string(""): true
        case .number(let number): number == 0
        case .array(let elements): elements.isEmpty
        case .object(let members): members.allSatisfy { isZero($0.value) }
        case .bool(true), .integer, .string: false
        }
    }

    private static func isQuantity(_ name: String, parent: FieldPathElement?) -> Bool {
        if case .field(let parent)? = parent, quantityMaps.contains(parent) { return true }
        return quantityFields.contains(name)
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let integer): String(integer)
        default: nil
        }
    }
}
