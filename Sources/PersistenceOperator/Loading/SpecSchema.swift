import Documents
import WriterSpecs

/// What `operator schema` prints.
public enum SpecSchema {
    /// The JSON Schema of the spec, with a line break at its end.
    public static var text: String { JSONSchemaWriter.schema().text(pretty: true) + "\n" }
}
