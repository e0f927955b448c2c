import Documents
import KubeClient

/// What the other managers of an object own.
enum FieldOwnership {
    /// Managers whose entries are the machinery's own, and fields that controllers write on every object.
    private static let bookkeeping = ["deployment.kubernetes.io/revision", "autoscaling.alpha.kubernetes.io/"]

    /// Whom a forced apply of these changes takes fields from.
    static func conflicts(of changes: [FieldChange], with managers: [ManagedFieldsEntry], ours: String)
        -> [FieldConflict]
    {
        changes.flatMap { change -> [FieldConflict] in
            guard change.new != nil else { return [] }
            return managers.filter { isOther($0, ours) && $0.fields.covers(change.path) }.map {
                FieldConflict(path: change.path, manager: $0.manager)
            }
        }
    }

    /// Fields that others own and that are not rendered: shown, never touched.
    static func foreign(to desired: JSONValue, managers: [ManagedFieldsEntry], ours: String) -> [FieldOwner] {
        managers.filter { isOther($0, ours) && $0.subresource.isEmpty }.flatMap { entry in
            entry.fields.leaves.filter { isForeign($0, to: desired) }.map {
                FieldOwner(path: $0, manager: entry.manager)
            }
        }
    }

    /// Whether a manager other than ours owns the field.
    static func isOwnedByOther(_ path: FieldPath, managers: [ManagedFieldsEntry], ours: String) -> Bool {
        managers.contains { isOther($0, ours) && $0.fields.covers(path) }
    }

    private static func isOther(_ entry: ManagedFieldsEntry, _ ours: String) -> Bool {
        !(entry.manager == ours && entry.operation == "Apply")
    }

    private static func isForeign(_ path: FieldPath, to desired: JSONValue) -> Bool {
        guard path.elements.first != .field("status") else { return false }
        if case .field(let name)? = path.elements.last, bookkeeping.contains(where: name.hasPrefix) { return false }
        var value = desired
        for element in path.elements {
            guard let next = ObjectComparison.value(in: value, at: element) else { return true }
            value = next
        }
        return false
    }
}
