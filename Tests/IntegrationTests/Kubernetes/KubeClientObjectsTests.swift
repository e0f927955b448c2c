import Documents
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("Kubernetes client on a real API server: objects", .requires(.controlPlane))
struct KubeClientObjectsTests {
    private func client(_ path: String) throws -> KubeClient {
        KubeClient(try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: path)))
    }

    private func deployment(_ name: String, image: String = "writer:1", resourceVersion: String? = nil) -> JSONValue {
        var metadata: JSONValue = ["name": .string(name), "labels": ["app": "kube-client"]]
        if let resourceVersion { metadata["resourceVersion"] = .string(resourceVersion) }
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
            "spec": [
                "replicas": 0, "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": ["containers": [["name": "writer", "image": .string(image)]]],
                ],
            ],
        ]
    }

    @Test("discovers the versions that this server serves, newest first")
    func discovery() async throws {
        let plane = try await ControlPlane.shared()
        let discovery = try await client(plane.adminKubeconfig).discover()
        #expect(discovery.version.minor == plane.minorVersion)
        #expect(discovery.podDisruptionBudgets?.version == (plane.minorVersion >= 21 ? "v1" : "v1beta1"))
        #expect(discovery.horizontalPodAutoscalers?.version == (plane.minorVersion >= 23 ? "v2" : "v2beta2"))
        #expect(discovery.serves("apps/v1"))
        #expect(discovery.serves("v1"))
        #expect(!discovery.serves("policy/v9"))
    }

    @Test("applies, reads, patches and deletes an object; a repeated apply changes nothing")
    func lifeOfAnObject() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane.adminKubeconfig)
        try await plane.withNamespace { namespace in
            let body = deployment("writer").serialized()
            let created = try await client.apply(
                .deployments, namespace: namespace.name, name: "writer", body: body, fieldManager: "test/one",
                force: false)
            #expect(created[path: "metadata", "generation"] == 1)
            let again = try await client.apply(
                .deployments, namespace: namespace.name, name: "writer", body: body, fieldManager: "test/one",
                force: false, keeping: .metadata)
            #expect(again[path: "metadata", "generation"] == 1)
            #expect(again[path: "metadata", "uid"] == created[path: "metadata", "uid"])
            #expect(again["spec"] == nil)
            #expect(again[path: "metadata", "managedFields"] == nil)

            let entries = ManagedFieldsEntry.entries(of: created)
            #expect(entries.first { $0.operation == "Apply" }?.manager == "test/one")

            try await client.patch(
                .deployments, namespace: namespace.name, name: "writer",
                mergePatch: ["metadata": ["annotations": ["note": "x"]]], fieldManager: "test/two")
            let read = try #require(
                try await client.get(.deployments, namespace: namespace.name, name: "writer"))
            #expect(read[path: "metadata", "annotations", "note"] == "x")

            let uid = try #require(read[path: "metadata", "uid"]?.string)
            #expect(
                try await client.delete(.deployments, namespace: namespace.name, name: "writer", uid: uid) == .deleted)
            try await eventually("the Deployment is gone") {
                try await client.get(.deployments, namespace: namespace.name, name: "writer") == nil
            }
            #expect(
                try await client.delete(.deployments, namespace: namespace.name, name: "writer", uid: uid)
                    == .alreadyGone)
        }
    }

    @Test("a dry run stores nothing")
    func dryRun() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane.adminKubeconfig)
        try await plane.withNamespace { namespace in
            _ = try await client.apply(
                .deployments, namespace: namespace.name, name: "writer", body: deployment("writer").serialized(),
                fieldManager: "test", force: false, isDryRun: true)
            _ = try await client.create(
                .configMaps, namespace: namespace.name, body: Array(#"{"metadata":{"name":"x"}}"#.utf8),
                fieldManager: "test", isDryRun: true)
            #expect(try await client.get(.deployments, namespace: namespace.name, name: "writer") == nil)
            #expect(try await client.get(.configMaps, namespace: namespace.name, name: "x") == nil)
        }
    }

    @Test("a field of another manager is a conflict that names manager and field; force takes it over")
    func fieldConflict() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane.adminKubeconfig)
        try await plane.withNamespace { namespace in
            func apply(_ image: String, manager: String, force: Bool) async throws {
                try await client.apply(
                    .deployments, namespace: namespace.name, name: "writer",
                    body: deployment("writer", image: image).serialized(), fieldManager: manager, force: force)
            }
            try await apply("writer:1", manager: "first", force: false)
            let error = try await #require(throws: KubeError.self) {
                try await apply("writer:2", manager: "second", force: false)
            }
            #expect(error.code == .conflict)
            let cause = try #require(error.status?.causes.first)
            #expect(cause.reason == "FieldManagerConflict")
            #expect(cause.message.contains("first"))
            #expect(cause.field == #".spec.template.spec.containers[name="writer"].image"#)
            try await apply("writer:2", manager: "second", force: true)
        }
    }

    @Test("fault 11: an apply or delete that was planned against another version or object is a conflict")
    func preconditions() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane.adminKubeconfig)
        try await plane.withNamespace { namespace in
            let first = try await client.apply(
                .deployments, namespace: namespace.name, name: "writer", body: deployment("writer").serialized(),
                fieldManager: "test", force: false)
            let version = try #require(first[path: "metadata", "resourceVersion"]?.string)
            let uid = try #require(first[path: "metadata", "uid"]?.string)
            try await namespace.patch(
                "deployments", group: "apps/v1", "writer", ["metadata": ["labels": ["by": "hand"]]])
            await #expect(throws: KubeError(.conflict, "")) {
                try await client.apply(
                    .deployments, namespace: namespace.name, name: "writer",
                    body: deployment("writer", image: "writer:2", resourceVersion: version).serialized(),
                    fieldManager: "test", force: true)
            }
            await #expect(throws: KubeError(.conflict, "")) {
                try await client.delete(
                    .deployments, namespace: namespace.name, name: "writer", uid: uid, resourceVersion: version)
            }
            await #expect(throws: KubeError(.conflict, "")) {
                try await client.delete(
                    .deployments, namespace: namespace.name, name: "writer", uid: "00000000-0000-0000-0000-000000000000"
                )
            }
            #expect(try await client.get(.deployments, namespace: namespace.name, name: "writer") != nil)
        }
    }

    @Test("an invalid object and a missing namespace are told apart, with the server's causes")
    func refusals() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane.adminKubeconfig)
        try await plane.withNamespace { namespace in
            var invalid = deployment("writer")
            invalid["spec"]?["selector"] = ["matchLabels": ["app": "other"]]
            let error = try await #require(throws: KubeError.self) {
                try await client.apply(
                    .deployments, namespace: namespace.name, name: "writer", body: invalid.serialized(),
                    fieldManager: "test", force: false)
            }
            #expect(error.code == .invalid)
            #expect(error.status?.causes.first?.field == "spec.template.metadata.labels")
            #expect(error.route.hasPrefix("PATCH /apis/apps/v1/namespaces/\(namespace.name)/deployments/writer"))
        }
        await #expect(throws: KubeError(.notFound, "")) {
            try await client.apply(
                .deployments, namespace: "no-such-namespace", name: "writer", body: deployment("writer").serialized(),
                fieldManager: "test", force: false)
        }
    }

    @Test("asks for permissions, and names a missing one when it is refused")
    func permissions() async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let kubeconfig = try await namespace.userKubeconfig(
                rules: [["apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get", "list"]]])
            let client = try client(kubeconfig)
            func may(_ verb: String, _ resource: KubeResource) async throws -> Bool {
                try await client.accessReview(
                    ResourceAccess(verb: verb, resource: resource, namespace: namespace.name))
            }
            try await eventually("the role is in force") { try await may("list", .deployments) }
            #expect(try await may("patch", .deployments) == false)
            #expect(try await may("get", .secrets) == false)
            let error = try await #require(throws: KubeError.self) {
                try await client.get(.secrets, namespace: namespace.name, name: "x")
            }
            #expect(error.code == .forbidden)
            #expect(error.description.contains(#"cannot get resource "secrets""#))
        }
    }

    @Test("a token that the server does not know is 401 with what to do, once re-read and not for ever")
    func unknownToken() async throws {
        let plane = try await ControlPlane.shared()
        let token = try Scratch.file("token", "not-a-token\n")
        let client = KubeClient(
            KubeConfiguration(
                server: plane.server, tls: TLSConfiguration(trustRoots: .file(plane.certificateAuthority)),
                credentials: .tokenFile(token)))
        let error = try await #require(throws: KubeError.self) {
            try await client.get(.pods, namespace: "default", name: "x")
        }
        #expect(error.code == .unauthorized)
        #expect(!error.description.contains("not-a-token"))
        #expect(client.statistics.requests(.get) == 2)
    }
}
