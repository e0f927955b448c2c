import Documents
import TestPeers
import Testing

@testable import WriterSpecs

@Suite("The JSON Schema")
struct JSONSchemaTests {
    private let schema = JSONSchemaWriter.schema()

    @Test("every field is described, and every reference leads somewhere")
    func completeness() throws {
        let definitions = try #require(schema["$defs"]?.object)
        #expect(definitions.keys == ["CommonPersistenceSpecs", "HPASpecs", "Resources", "Writer"])
        for object in [schema] + definitions.map(\.value) {
            for property in object["properties"]?.object ?? JSONObject() {
                let text = property.value["description"]?.string ?? ""
                #expect(!text.isEmpty || property.value["$ref"] != nil, "\(property.key)")
            }
        }
        let text = schema.text()
        for part in text.split(separator: "\"#/$defs/").dropFirst() {
            #expect(definitions[String(part.prefix { $0 != "\"" })] != nil)
        }
    }

    @Test("old and unused fields are marked, secrets are write-only, camelCase is taken but not offered")
    func marks() {
        let common = schema[path: "$defs", "CommonPersistenceSpecs"]
        #expect(common?[path: "properties", "bigquery_upload_bucket", "deprecated"] == true)
        #expect(common?[path: "properties", "usage_bus_topic_id", "deprecated"] == true)
        #expect(common?[path: "properties", "bq_upload_bucket", "deprecated"] == nil)
        #expect(common?[path: "properties", "serviceAccountName"] == nil)
        #expect(common?[path: "patternProperties", "^serviceAccountName$"] != nil)
        #expect(schema[path: "properties", "autodiscover_key", "writeOnly"] == true)
    }

    /// Checks the schema against its dialect, then each document of standard input against the schema.
    private static let checker = """
        import json, sys
        import jsonschema
        schema, documents = json.load(sys.stdin)
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for document in documents:
            print(len(list(validator.iter_errors(document))))
        """

    @Test("an independent validator takes the good specs and refuses the bad one", .requires(.python))
    func independentValidator() async throws {
        let camelCase: JSONValue = [
            "commonPersistenceSpecs": ["namespace": "n", "serviceAccountName": "s", "bigqueryUploadTopic": "x"],
            "writers": [["busSubscriberType": "X", "maxBatchSize": "1e2", "limit": .null]],
        ]
        let wrong: [JSONValue] = [
            ["common_persistence_specs": ["namespace": "n"]],
            ["common_persistence_specs": ["namespace": "n", "service_account_name": "s", "foo": 1]],
            ["common_persistence_specs": ["namespace": "N", "service_account_name": "s"]],
            [
                "common_persistence_specs": ["namespace": "n", "service_account_name": "s"],
                "writers": [["bus_subscriber_type": "X", "limit": ["memory": "512Mb"]]],
            ],
        ]
        let good = try [JSONValue(parsing: ExampleSpecs.kafka), JSONValue(parsing: ExampleSpecs.pubSub), camelCase]
        let documents = good + wrong + [try JSONValue(parsing: ExampleSpecs.mistakes)]
        let input: JSONValue = [schema, .array(documents)]
        let result = try await ChildProcess.run(
            PythonPeers.interpreter, ["-c", Self.checker], input: input.text())
        #expect(result.exitCode == 0, "\(result.errors)")
        let counts = result.output.split(separator: "\n").compactMap { Int($0) }
        try #require(counts.count == documents.count)
        #expect(counts.prefix(good.count).allSatisfy { $0 == 0 })
        #expect(counts.dropFirst(good.count).allSatisfy { $0 > 0 })
    }
}
