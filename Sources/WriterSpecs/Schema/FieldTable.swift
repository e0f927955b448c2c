import Documents

/// The fields of one object, with how each is put into its model.
struct FieldTable<Root>: Sendable {
    let schema: ObjectSchema
    let fields: [TypedField<Root>]
    /// Every accepted spelling: current, camelCase, deprecated.
    let indices: [String: Int]

    init(name: String, description: String, fields: [TypedField<Root>]) {
        schema = ObjectSchema(name: name, description: description, fields: fields.map(\.descriptor))
        self.fields = fields
        var indices: [String: Int] = [:]
        for (index, field) in fields.enumerated() {
            indices[field.descriptor.name] = index
            indices[field.descriptor.camelCaseName] = index
            for spelling in field.descriptor.deprecatedSpellings {
                indices[spelling] = index
                indices[FieldDescriptor.camelCase(spelling)] = index
            }
        }
        self.indices = indices
    }
}

/// A decoded value on its way into the model.
enum FieldValue {
    case string(String)
    case bool(Bool)
    case integer(Int64)
    case map([String: String])
    case json(JSONValue)
}

/// One field and how its value is stored.
struct TypedField<Root>: Sendable {
    /// What happens with a value.
    enum Action: Sendable {
        /// It is stored.
        case store(@Sendable (inout Root, FieldValue) -> Void)
        /// It is an object or array with known fields, decoded in place.
        case descend(@Sendable (inout Root, DocumentNode, NestedPath, inout SpecDecoder) -> Void)
        /// It is checked for its kind and left alone.
        case ignore
    }

    var descriptor: FieldDescriptor
    let action: Action

    /// A text.
    static func string(
        _ name: String, _ path: any WritableKeyPath<Root, String?> & Sendable, _ description: String,
        _ format: FieldFormat? = nil
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .string, description, format),
            action: .store(text { $0[keyPath: path] = $1 }))
    }

    /// A text out of a set.
    static func enumeration(
        _ name: String, _ values: [String], _ path: any WritableKeyPath<Root, String?> & Sendable, _ description: String
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .enumeration(values), description),
            action: .store(text { $0[keyPath: path] = $1 }))
    }

    /// A text out of an enumeration's raw values.
    static func enumeration<Value: RawRepresentable & CaseIterable & SendableMetatype>(
        _ name: String, _ path: any WritableKeyPath<Root, Value?> & Sendable, _ description: String
    ) -> Self where Value.RawValue == String {
        Self(
            descriptor: FieldDescriptor(name, .enumeration(Value.allCases.map(\.rawValue)), description),
            action: .store(text { $0[keyPath: path] = Value(rawValue: $1) }))
    }

    /// A text that a closure stores.
    static func text(
        _ name: String, _ description: String, _ format: FieldFormat? = nil, type: FieldType = .string,
        store: @escaping @Sendable (inout Root, String) -> Void
    ) -> Self {
        Self(descriptor: FieldDescriptor(name, type, description, format), action: .store(text(store)))
    }

    /// A boolean.
    static func bool(
        _ name: String, _ path: any WritableKeyPath<Root, Bool?> & Sendable, _ description: String
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .bool, description),
            action: .store { root, value in
                if case .bool(let value) = value { root[keyPath: path] = value }
            })
    }

    /// An integer.
    static func integer(
        _ name: String, _ path: any WritableKeyPath<Root, Int64?> & Sendable, _ description: String,
        _ format: FieldFormat = .notNegative
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .int32, description, format),
            action: .store { root, value in
                if case .integer(let value) = value { root[keyPath: path] = value }
            })
    }

    /// A map of texts.
    static func map(
        _ name: String, _ path: any WritableKeyPath<Root, [String: String]> & Sendable, _ description: String,
        _ format: FieldFormat
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .stringMap, description, format),
            action: .store { root, value in
                if case .map(let value) = value { root[keyPath: path] = value }
            })
    }

    /// An object with known fields, always there in the model.
    static func object<Value>(
        _ name: String, _ path: any WritableKeyPath<Root, Value> & Sendable,
        table: @escaping @Sendable () -> FieldTable<Value>, _ description: String
    ) -> Self {
        Self(
            descriptor: FieldDescriptor(name, .object(table().schema), description),
            action: .descend { root, node, nested, decoder in
                decoder.decode(node, into: &root[keyPath: path], table: table(), at: nested)
            })
    }

    /// The same field with other properties.
    func with(_ change: (inout FieldDescriptor) -> Void) -> Self {
        var copy = self
        change(&copy.descriptor)
        return copy
    }

    /// The same field, required.
    var required: Self { with { $0.isRequired = true } }

    private static func text(
        _ store: @escaping @Sendable (inout Root, String) -> Void
    ) -> @Sendable (inout Root, FieldValue) -> Void {
        { root, value in
            if case .string(let value) = value { store(&root, value) }
        }
    }
}

extension FieldDescriptor {
    /// Makes a description with a format.
    init(_ name: String, _ type: FieldType, _ description: String, _ format: FieldFormat?) {
        self.init(name, type, description)
        self.format = format
    }
}

/// Where a nested object stands.
struct NestedPath {
    /// As the document spells it, from its root.
    var path: String
    /// As the document spells it, from the object that holds the positions; empty for that object itself.
    var spelling: String
    /// The current names, from the object that holds the positions.
    var name: String
    /// Whom an error belongs to.
    var scope: Diagnostic.Scope
}
