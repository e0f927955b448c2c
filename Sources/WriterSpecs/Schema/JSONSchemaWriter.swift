import Documents

/// Makes a JSON Schema (2020-12) of the field tables.
///
/// Current names are properties, so editors complete just these; old names are properties marked as deprecated; camelCase
/// names are patterns, which editors take without complaint and do not offer. What JSON Schema cannot say (a field given under two spellings, checks across
/// fields) only `validate` finds.
public enum JSONSchemaWriter {
    /// The schema of a whole document.
    public static func schema() -> JSONValue {
        var definitions = JSONObject()
        let document = SpecTables.document.schema
        define(document, in: &definitions)
        var schema = definitions[document.name] ?? .object([:])
        definitions[document.name] = nil
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["$id"] = "https://persistence-operator.io/schemas/v1alpha1/spec.json"
        schema["title"] = "Background persistence writers"
        schema["$defs"] = .object(definitions)
        return schema
    }

    private static func define(_ object: ObjectSchema, in definitions: inout JSONObject) {
        guard definitions[object.name] == nil else { return }
        var properties: JSONValue = .object([:])
        var aliases: JSONValue = .object([:])
        var requirements: [JSONValue] = []
        for field in object.fields {
            let current = property(field, in: &definitions)
            properties[field.name] = current
            var alias = current
            alias["description"] = .string("The same as \(field.name). \(field.description)")
            if field.camelCaseName != field.name { aliases["^\(field.camelCaseName)$"] = alias }
            for spelling in field.deprecatedSpellings {
                alias["description"] = .string("Now called \(field.name). \(field.description)")
                alias["deprecated"] = true
                properties[spelling] = alias
                aliases["^\(FieldDescriptor.camelCase(spelling))$"] = alias
            }
            guard field.isRequired else { continue }
            let spellings = Set([field.name, field.camelCaseName]).sorted()
            requirements.append(["anyOf": .array(spellings.map { ["required": [.string($0)]] })])
        }
        var schema: JSONValue = [
            "type": "object", "description": .string(object.description), "properties": properties,
            "additionalProperties": false,
        ]
        if aliases.object?.isEmpty == false { schema["patternProperties"] = aliases }
        if !requirements.isEmpty { schema["allOf"] = .array(requirements) }
        definitions[object.name] = schema
    }

    private static func property(_ field: FieldDescriptor, in definitions: inout JSONObject) -> JSONValue {
        var value = type(of: field, in: &definitions)
        value["description"] = .string(field.description)
        if field.deprecation != nil { value["deprecated"] = true }
        if field.isSecret { value["writeOnly"] = true }
        return value
    }

    private static func type(of field: FieldDescriptor, in definitions: inout JSONObject) -> JSONValue {
        switch field.type {
        case .string:
            var value: JSONValue = ["type": field.isRequired ? "string" : ["string", "null"]]
            if field.isRequired { value["minLength"] = 1 }
            if let pattern = field.format?.pattern { value["pattern"] = .string(pattern) }
            if let examples = field.format?.examples {
                value["examples"] = .array(examples.map { .string($0) })
            }
            return value
        case .enumeration(let values): return ["enum": .array(values.map { .string($0) } + ["", .null])]
        case .bool: return ["type": ["boolean", "null"]]
        case .int32:
            let minimum: Int64 =
                switch field.format {
                case .positive: 1
                case .notNegative: 0
                default: Int64(Int32.min)
                }
            return [
                "anyOf": [
                    ["type": "integer", "minimum": .integer(minimum), "maximum": .integer(Int64(Int32.max))],
                    ["type": "string", "pattern": "^-?[0-9]+(\\.0+)?([eE][+-]?[0-9]+)?$"], ["type": "null"],
                ]
            ]
        case .stringMap: return stringMap(field.format)
        case .object(let object):
            define(object, in: &definitions)
            let reference: JSONValue = ["$ref": .string("#/$defs/\(object.name)")]
            return field.isRequired ? reference : ["anyOf": [reference, ["type": "null"]]]
        case .array(let object):
            define(object, in: &definitions)
            return [
                "anyOf": [
                    ["type": "array", "items": ["$ref": .string("#/$defs/\(object.name)")]], ["type": "null"],
                ]
            ]
        case .anyObject: return ["type": ["object", "null"]]
        case .anyArray: return ["type": ["array", "null"]]
        }
    }

    private static func stringMap(_ format: FieldFormat?) -> JSONValue {
        var map: JSONValue = ["type": ["object", "null"], "additionalProperties": ["type": "string"]]
        if format == .environment { map["propertyNames"] = ["pattern": "^[-._a-zA-Z][-._a-zA-Z0-9]*$"] }
        return map
    }
}

extension FieldFormat {
    /// A regular expression (ECMA 262) that no legal text fails; an empty text is an absent one.
    var pattern: String? {
        switch self {
        case .dnsLabel: "^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$"
        case .dnsSubdomain: "^([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?)?$"
        case .labelValue: "^([A-Za-z0-9]([-_.A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$"
        case .quantity: "^([+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?)?$"
        case .hostPortList: "^[^;/]*$"
        case .bucketURL: "^((s3|gs)://[a-z0-9].*)?$"
        case .ratio: "^(0*(\\.[0-9]*)?|0*1(\\.0*)?)$"
        case .integerOrPercentage: "^([0-9]+|(100|[0-9]{1,2})%)?$"
        case .image, .hostOrURL, .uri, .secretName, .projectID, .consumerGroup, .notNegative, .positive, .labels,
            .environment:
            nil
        }
    }

    /// Texts that editors can offer.
    var examples: [String]? {
        switch self {
        case .quantity: ["500m", "1", "512Mi", "2Gi"]
        case .image: ["registry.example.com/persistence/bus-writer-go:1.42.0"]
        case .hostPortList: ["b-1.msk.example.com:9096, b-2.msk.example.com:9096"]
        case .bucketURL: ["s3://example-data", "gs://example-data"]
        case .integerOrPercentage: ["1", "25%"]
        case .ratio: ["0.1"]
        default: nil
        }
    }
}
