import Documents

/// What is known of one field of the spec: the single source of decoding, diagnostics and the JSON Schema.
public struct FieldDescriptor: Sendable {
    /// The current snake_case name.
    public let name: String
    /// The camelCase name of the same field in protobuf JSON.
    public let camelCaseName: String
    /// What its value is.
    public let type: FieldType
    /// What it is for, in a sentence.
    public let description: String
    /// Whether it must be given and not be empty.
    public var isRequired = false
    /// The rule for its text, beside its type.
    public var format: FieldFormat?
    /// Old names that are still read.
    public var deprecatedSpellings: [String] = []
    /// Why nobody should set it any more; `nil`: it is current.
    public var deprecation: String?
    /// Why the operator does not act on it; `nil`: it does.
    public var unmanaged: String?
    /// Whether its value must never be shown.
    public var isSecret = false

    /// Makes a description.
    public init(_ name: String, _ type: FieldType, _ description: String) {
        self.name = name
        self.camelCaseName = Self.camelCase(name)
        self.type = type
        self.description = description
    }

    /// protobuf's JSON name: each underscore goes and the letter after it becomes upper case.
    static func camelCase(_ name: String) -> String {
        var result = ""
        var raisesNext = false
        for character in name {
            if character == "_" {
                raisesNext = true
            } else {
                result += raisesNext ? character.uppercased() : String(character)
                raisesNext = false
            }
        }
        return result
    }
}

/// What a field's value is.
public enum FieldType: Sendable {
    /// Text.
    case string
    /// Text out of a fixed set, in upper case unless the set says otherwise.
    case enumeration([String])
    /// `true` or `false`.
    case bool
    /// A 32-bit integer, which protobuf JSON also allows as text.
    case int32
    /// An object of texts.
    case stringMap
    /// An object with known fields.
    case object(ObjectSchema)
    /// An array of objects with known fields.
    case array(ObjectSchema)
    /// Any object.
    case anyObject
    /// Any array.
    case anyArray
}

/// An object of the spec: its fields in the order of the documentation.
public struct ObjectSchema: Sendable {
    /// The name of the object's type, as in the JSON Schema's definitions.
    public let name: String
    /// What it is, in a sentence.
    public let description: String
    /// Its fields.
    public let fields: [FieldDescriptor]

    /// Makes a description.
    public init(name: String, description: String, fields: [FieldDescriptor]) {
        self.name = name
        self.description = description
        self.fields = fields
    }
}

/// A rule for the text of a field.
public enum FieldFormat: String, Sendable, CaseIterable {
    /// An RFC 1123 label: up to 63 lower-case letters, digits and hyphens.
    case dnsLabel = "dns-label"
    /// An RFC 1123 subdomain: labels joined by points, up to 253 characters.
    case dnsSubdomain = "dns-subdomain"
    /// A Kubernetes label value.
    case labelValue = "label-value"
    /// A Kubernetes quantity, not negative.
    case quantity
    /// A container image reference.
    case image
    /// `host`, `host:port` or an http(s) URL.
    case hostOrURL = "host-or-url"
    /// Comma-separated `host:port`.
    case hostPortList = "host-port-list"
    /// A URI with a scheme.
    case uri
    /// `s3://…` or `gs://…`.
    case bucketURL = "bucket-url"
    /// A decimal from 0 to 1.
    case ratio
    /// An integer or a percentage, not negative.
    case integerOrPercentage = "integer-or-percentage"
    /// The name of a secret in a cloud's secret store.
    case secretName = "secret-name"
    /// A Google Cloud project ID.
    case projectID = "project-id"
    /// A Kafka consumer group.
    case consumerGroup = "consumer-group"
    /// Not below zero (integers).
    case notNegative = "not-negative"
    /// Above zero (integers).
    case positive
    /// Names and values are a node's labels (maps).
    case labels
    /// Names are environment variables (maps).
    case environment
}
