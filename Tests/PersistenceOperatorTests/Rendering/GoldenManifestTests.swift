import Documents
import PersistenceOperator
import Testing
import WriterSpecs

/// An upgrade of the operator must not roll anybody's writers: rendered bytes change only with a page in docs/decisions.
/// `UPDATE_GOLDEN=1 swift test --filter GoldenManifestTests` writes the files anew.
@Suite struct GoldenManifestTests {
    private static let folder = "Tests/PersistenceOperatorTests/Rendering/Golden"

    private func manifests(_ spec: String, _ apiVersions: APIVersions = .newest) throws -> RenderedManifests {
        let reading = SpecReader.read(Array(try GoldenFile(spec).read().utf8))
        let errors = reading.diagnostics.filter { $0.severity == .error }
        #expect(errors.isEmpty, "\(errors)")
        return RenderedManifests(
            of: try #require(reading.resolved),
            with: Renderer(settings: RenderSettings(), catalogue: .builtIn, apiVersions: apiVersions))
    }

    @Test(arguments: [
        ("examples/kafka.json", "kafka"), ("examples/pubsub.json", "pubsub"),
        ("\(folder)/every-field-kafka.json", "every-field-kafka"),
        ("\(folder)/every-field-pubsub.json", "every-field-pubsub"),
    ]) func renderedBytesAreThoseCommitted(spec: String, golden: String) throws {
        let text = try manifests(spec).text(.yaml)
        try GoldenFile("\(Self.folder)/\(golden).yaml").expect(text)
        #expect(try manifests(spec).text(.yaml) == text)
    }

    @Test func anOldServersBytesAreThoseCommitted() throws {
        let text = try manifests("\(Self.folder)/every-field-pubsub.json", .oldest).text(.yaml)
        try GoldenFile("\(Self.folder)/every-field-pubsub-1.20.yaml").expect(text)
    }

    @Test func theListHoldsTheSameObjectsAsTheStream() throws {
        let manifests = try manifests("\(Self.folder)/every-field-kafka.json")
        let list = try DocumentNode(json: Array(manifests.text(.json).utf8)).jsonValue()
        #expect(list["kind"] == "List" && list["apiVersion"] == "v1")
        let stream = try DocumentNode.documents(yaml: Array(manifests.text(.yaml).utf8)).map { try $0.jsonValue() }
        #expect(list["items"]?.array == stream)
        #expect(stream.count == manifests.objects.count)
    }

    @Test func theGoldenSpecsUseEveryFieldOfTheSchema() throws {
        var used: Set<String> = []
        for name in ["every-field-kafka", "every-field-pubsub"] {
            let node = try DocumentNode(json: Array(try GoldenFile("\(Self.folder)/\(name).json").read().utf8))
            collectKeys(of: node, into: &used)
        }
        let schema = try DocumentNode(json: Array(SpecSchema.text.utf8)).jsonValue()
        var known: Set<String> = []
        collectProperties(of: schema, into: &known)
        let snakeCase = known.filter { !$0.contains(where: \.isUppercase) }
        #expect(snakeCase.count > 80)
        #expect(snakeCase.subtracting(used) == [])
    }

    private func collectKeys(of node: DocumentNode, into keys: inout Set<String>) {
        for member in node.members ?? [] {
            keys.insert(member.key)
            collectKeys(of: member.value, into: &keys)
        }
        for element in node.elements ?? [] { collectKeys(of: element, into: &keys) }
    }

    private func collectProperties(of schema: JSONValue, into names: inout Set<String>) {
        names.formUnion(schema["properties"]?.object?.keys ?? [])
        for definition in schema["$defs"]?.object ?? [:] { collectProperties(of: definition.value, into: &names) }
    }
}
