import Documents

/// One entry of `metadata.managedFields`: who manages which fields of an object.
public struct ManagedFieldsEntry: Hashable, Sendable {
    /// The manager's name.
    public var manager: String
    /// `Apply` or `Update`.
    public var operation: String
    /// The version that the fields are written in.
    public var apiVersion: String
    /// `status`, `scale`, …; empty for the object itself. Servers before 1.22 leave it out.
    public var subresource: String
    /// When it last changed, as the server wrote it.
    public var time: String
    /// The fields.
    public var fields: FieldSet

    /// Makes an entry.
    public init(
        manager: String, operation: String, apiVersion: String, subresource: String = "", time: String = "",
        fields: FieldSet
    ) {
        self.manager = manager
        self.operation = operation
        self.apiVersion = apiVersion
        self.subresource = subresource
        self.time = time
        self.fields = fields
    }

    /// Reads one entry.
    public init(_ value: JSONValue) {
        self.init(
            manager: value["manager"]?.string ?? "", operation: value["operation"]?.string ?? "",
            apiVersion: value["apiVersion"]?.string ?? "", subresource: value["subresource"]?.string ?? "",
            time: value["time"]?.string ?? "", fields: FieldSet(fieldsV1: value["fieldsV1"] ?? [:]))
    }

    /// The entries of an object.
    public static func entries(of object: JSONValue) -> [ManagedFieldsEntry] {
        object[path: "metadata", "managedFields"]?.array?.map(ManagedFieldsEntry.init) ?? []
    }
}
