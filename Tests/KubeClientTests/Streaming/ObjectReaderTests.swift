import Documents
import Testing

@testable import KubeClient

@Suite("Object reader")
struct ObjectReaderTests {
    private let text = """
        {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:x":{}}}],
        "labels":{"managedFields":"kept"}},"spec":{"metadata":{"a":1}},"status":{}}
        """

    private func read(_ part: ResponsePart) throws -> JSONValue? {
        var reader = ObjectReader(part)
        var parser = JSONEventParser()
        try Array(text.utf8).withUnsafeBufferPointer { try parser.feed($0, to: &reader) }
        try parser.finish(&reader)
        return reader.object
    }

    @Test("keeps the whole object")
    func whole() throws {
        #expect(try read(.object) == JSONValue(parsing: text))
    }

    @Test("keeps just the metadata, without managedFields")
    func metadata() throws {
        #expect(
            try read(.metadata) == [
                "kind": "Deployment", "apiVersion": "apps/v1",
                "metadata": ["name": "a", "labels": ["managedFields": "kept"]],
            ])
    }
}
