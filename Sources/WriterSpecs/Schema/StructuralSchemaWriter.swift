import Documents

/// Makes a structural schema of the field tables, as a CustomResourceDefinition has it
/// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema).
///
/// It documents (`kubectl explain`) and does not judge: no defaults, which the API server would write into the user's spec; no
/// enumerations and nothing required, which would refuse a whole document for one writer; unknown fields are kept, so that our
/// own validator can name them.
public enum StructuralSchemaWriter {
    /// The schema of a whole document.
    public static func schema() -> JSONValue { schema(of: SpecTables.document.schema) }

    private static func schema(of object: ObjectSchema) -> JSONValue {
        var properties = JSONObject()
        for field in object.fields {
            properties[field.name] = property(field, description: field.description)
            for spelling in field.deprecatedSpellings {
                properties[spelling] = property(field, description: "Now called \(field.name). \(field.description)")
            }
        }
        return [
            "type": "object", "description": .string(object.description), "nullable": true,
            "x-kubernetes-preserve-unknown-fields": true, "properties": .object(properties),
        ]
    }

    private static func property(_ field: FieldDescriptor, description: String) -> JSONValue {
        var value = type(of: field)
        value["description"] = .string(description)
        // protobuf JSON: null is absent.
        value["nullable"] = true
        return value
    }

    private static func type(of field: FieldDescriptor) -> JSONValue {
        switch field.type {
        case .string, .enumeration: ["type": "string"]
        case .bool: ["type": "boolean"]
        // protobuf JSON: a number, or a text that holds one.
        case .int32: ["x-kubernetes-int-or-string": true]
        case .stringMap: ["type": "object", "additionalProperties": ["type": "string"]]
        case .object(let object): schema(of: object)
        case .array(let object): ["type": "array", "items": schema(of: object)]
        case .anyObject: ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        case .anyArray: ["type": "array", "items": ["x-kubernetes-preserve-unknown-fields": true]]
        }
    }
}
