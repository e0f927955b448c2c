import Documents
import Testing

@testable import PersistenceOperator

@Suite("the custom resource's definition")
struct ResourceDefinitionTests {
    private var spec: JSONValue? {
        let versions = ResourceDefinition.definition[path: "spec", "versions"]?.array
        return versions?.first?[path: "schema", "openAPIV3Schema", "properties", "spec"]
    }

    /// Every schema within a schema.
    private func schemas(in value: JSONValue) -> [JSONValue] {
        var found = [value]
        for member in value["properties"]?.object ?? [:] { found += schemas(in: member.value) }
        if let items = value["items"] { found += schemas(in: items) }
        return found
    }

    @Test("documents every field, and judges none")
    func structural() throws {
        let spec = try #require(spec)
        let all = schemas(in: spec)
        #expect(all.count > 90)
        for schema in all {
            for judging in ["default", "enum", "required", "minimum", "pattern", "minLength"] {
                #expect(schema[judging] == nil)
            }
            if schema["properties"] != nil { #expect(schema["x-kubernetes-preserve-unknown-fields"] == true) }
        }
        let writers = spec[path: "properties", "writers", "items", "properties"]
        #expect(writers?["name"]?["description"]?.string?.isEmpty == false)
    }

    @Test("is the one in deploy/crd")
    func deployed() throws {
        try GoldenFile("deploy/crd/backgroundpersistences.yaml").expect(try ResourceDefinition.text())
    }
}
