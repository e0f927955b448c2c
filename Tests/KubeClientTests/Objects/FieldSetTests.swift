import Documents
import KubeClient
import Testing

@Suite("FieldsV1")
struct FieldSetTests {
    private let fields = FieldSet(
        fieldsV1: [
            "f:metadata": ["f:labels": [".": [:], "f:team": [:]]],
            "f:spec": [
                "f:replicas": [:],
                "f:containers": [
                    "k:{\"name\":\"writer\"}": [".": [:], "f:image": [:], "f:args": [:]]
                ],
                "f:finalizers": ["v:\"a/b\"": [:]], "f:list": ["i:0": [:]], "nonsense": [:],
            ],
        ])

    private let image = FieldPath([
        .field("spec"), .field("containers"), .key(["name": "writer"]), .field("image"),
    ])

    @Test("names each owned leaf once, as kubectl names conflicts")
    func leaves() {
        #expect(
            fields.leaves.map(\.description).sorted() == [
                "metadata.labels.team", "spec.containers[name=writer].args", "spec.containers[name=writer].image",
                "spec.finalizers[=a/b]", "spec.list[0]", "spec.replicas",
            ])
    }

    @Test("covers what is owned, what leads to it, and what lies inside an owned leaf")
    func covers() {
        #expect(fields.covers(image))
        #expect(fields.covers(FieldPath(Array(image.elements.prefix(3)))))
        #expect(fields.covers(FieldPath(image.elements.prefix(3) + [.field("args"), .index(2)])))
        #expect(!fields.covers(FieldPath(image.elements.prefix(3) + [.field("env")])))
        #expect(!fields.covers(FieldPath([.field("spec"), .field("strategy")])))
        #expect(!fields.covers(FieldPath([.field("metadata"), .field("labels"), .field("other")])))
    }

    @Test("reads the entries of an object, with and without subresource")
    func entries() {
        let object: JSONValue = [
            "metadata": [
                "managedFields": [
                    [
                        "manager": "a", "operation": "Apply", "apiVersion": "apps/v1", "fieldsType": "FieldsV1",
                        "fieldsV1": ["f:spec": ["f:replicas": [:]]],
                    ],
                    ["manager": "b", "operation": "Update", "subresource": "status", "fieldsV1": [:]],
                ]
            ]
        ]
        let entries = ManagedFieldsEntry.entries(of: object)
        #expect(entries.map(\.manager) == ["a", "b"])
        #expect(entries[0].fields.leaves.map(\.description) == ["spec.replicas"])
        #expect(entries[1].subresource == "status")
    }

    @Test("reads every form of key, plain or not", arguments: ["plain", "a\\\"b", "\\u00e9", "", "\u{e9}"])
    func keys(encoded: String) throws {
        let body = "{\"name\":\"\(encoded)\"}"
        let fields = FieldSet(fieldsV1: .object(JSONObject(["k:\(body)": [:]])))
        let name = try #require(try JSONValue(parsing: body)["name"])
        #expect(fields.children.map(\.element) == [.key(["name": name])])
    }
}
