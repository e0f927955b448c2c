import Documents

/// The parts that all OTLP messages are made of, in their JSON encoding: Protobuf's own (protobuf.dev, "ProtoJSON Format": 64-bit
/// integers are strings) with names in lowerCamelCase and enums as numbers (OTLP specification, "JSON Protobuf Encoding").
enum OTLPValue {
    /// `AnyValue` of opentelemetry/proto/common/v1/common.proto; one without a value stands for null.
    static func any(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null: [:]
        case .bool: ["boolValue": value]
        case .integer(let number): ["intValue": .string(String(number))]
        case .number(let number): ["doubleValue": double(number)]
        case .string: ["stringValue": value]
        case .array(let elements): ["arrayValue": ["values": .array(elements.map(any))]]
        case .object(let members): ["kvlistValue": ["values": attributes(members)]]
        }
    }

    /// A list of `KeyValue`.
    static func attributes(_ members: JSONObject) -> JSONValue {
        .array(members.map { ["key": .string($0.key), "value": any($0.value)] })
    }

    /// An integer of 64 bits.
    static func integer(_ number: some BinaryInteger) -> JSONValue { .string(String(number)) }

    /// A double; what JSON has no number for is a string.
    static func double(_ number: Double) -> JSONValue {
        if number.isFinite { return .number(number) }
        return number.isNaN ? "NaN" : number > 0 ? "Infinity" : "-Infinity"
    }

    /// `InstrumentationScope`: what within the process made the data.
    static func scope(_ name: String) -> JSONValue { ["name": .string(name)] }
}
