import Documents
import TestPeers
import Testing

/// What `kubectl explain` says of the definition in deploy/crd. Servers since 1.24 publish it whole, as OpenAPI v3; the one of
/// these tests has v2 alone, which leaves out everything below a field that preserves unknown ones (kubernetes#79636).
@Suite("the definition's documentation", .requires(.kubectl))
struct DocumentedFieldsTests {
    private static let groupVersion = "persistence-operator.io/v1alpha1"
    private static let kind: JSONValue = [
        "group": "persistence-operator.io", "version": "v1alpha1", "kind": "BackgroundPersistence",
    ]

    /// A server's documents, by path: discovery, and the published schema of the definition.
    private func documents() async throws -> [String: JSONValue] {
        let printed = try await OperatorCLI.run("schema", "--crd")
        let definition = try #require(DocumentNode.documents(yaml: Array(printed.output.utf8)).first).jsonValue()
        let version = try #require(definition[path: "spec", "versions"]?.array?.first)
        var schema = try #require(version[path: "schema", "openAPIV3Schema"])
        schema["x-kubernetes-group-version-kind"] = [Self.kind]
        let group: JSONValue = [
            "name": "persistence-operator.io",
            "versions": [["groupVersion": .string(Self.groupVersion), "version": "v1alpha1"]],
        ]
        return [
            "/api": ["kind": "APIVersions", "versions": []],
            "/apis": ["kind": "APIGroupList", "apiVersion": "v1", "groups": [group]],
            "/apis/\(Self.groupVersion)": [
                "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(Self.groupVersion),
                "resources": [
                    [
                        "name": "backgroundpersistences", "singularName": "backgroundpersistence", "namespaced": true,
                        "kind": "BackgroundPersistence", "shortNames": ["bgp"], "verbs": ["get", "list"],
                    ]
                ],
            ],
            "/openapi/v3": [
                "paths": [
                    "apis/\(Self.groupVersion)": ["serverRelativeURL": .string("/openapi/v3/apis/\(Self.groupVersion)")]
                ]
            ],
            "/openapi/v3/apis/\(Self.groupVersion)": [
                "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.32.0"],
                "paths": [
                    "/apis/\(Self.groupVersion)/namespaces/{namespace}/backgroundpersistences/{name}": [
                        "get": [
                            "x-kubernetes-action": "get", "x-kubernetes-group-version-kind": Self.kind,
                            "responses": ["200": ["description": "OK"]],
                        ]
                    ]
                ],
                "components": ["schemas": ["io.persistence-operator.v1alpha1.BackgroundPersistence": schema]],
            ],
        ]
    }

    @Test("kubectl explain documents the fields of a spec")
    func explain() async throws {
        let documents = try await documents()
        let server = try StubHTTPServer { request in
            documents[request.path].map { StubResponse(json: $0.text()) } ?? StubResponse(404)
        }
        let cache = Scratch.path("kubectl-cache")
        func explain(_ field: String) async throws -> String {
            let result = try await ChildProcess.run(
                "kubectl",
                ["--kubeconfig", "/dev/null", "--server", server.url, "--cache-dir", cache, "explain", field],
                within: .seconds(30))
            try #require(result.exitCode == 0, "\(result.errors)")
            return result.output
        }
        let writers = try await explain("bgp.spec.writers")
        #expect(writers.contains("FIELD: writers <[]Object>"))
        #expect(writers.contains("bus_subscriber_type\t<string>"))
        #expect(
            try await explain("bgp.spec.common_persistence_specs.kafka_dlq_topic").contains(
                "the topic for messages that failed"))
    }
}
