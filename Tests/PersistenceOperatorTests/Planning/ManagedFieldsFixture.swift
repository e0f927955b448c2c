import Documents
import KubeClient

/// FieldsV1 of an applied object, as the API server would record it.
enum ManagedFieldsFixture {
    static func entry(of object: JSONValue, manager: String) -> JSONValue {
        var applied = object
        applied["apiVersion"] = nil
        applied["kind"] = nil
        for field in ["name", "namespace", "resourceVersion"] { applied[path: "metadata", field] = nil }
        return [
            "manager": .string(manager), "operation": "Apply", "apiVersion": object["apiVersion"] ?? "apps/v1",
            "fieldsType": "FieldsV1",
            "fieldsV1": fields(of: applied, schema: ListMapSchema.object(ofKind: object["kind"]?.string ?? "")),
        ]
    }

    private static func fields(of value: JSONValue, schema: ListMapSchema) -> JSONValue {
        switch value {
        case .object(let members) where !schema.isAtomic:
            var fields: JSONValue = [:]
            for member in members {
                fields["f:\(member.key)"] = self.fields(of: member.value, schema: schema.field(member.key))
            }
            return fields
        case .array(let elements):
            guard case .map = schema.listType else { return [:] }
            var fields: JSONValue = [:]
            for element in elements {
                guard let key = schema.key(of: element) else { continue }
                var inner = self.fields(of: element, schema: schema.elements)
                inner["."] = [:]
                fields["k:\(JSONValue.object(key).text())"] = inner
            }
            return fields
        default: return [:]
        }
    }
}
