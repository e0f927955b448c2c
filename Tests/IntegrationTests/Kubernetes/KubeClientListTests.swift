import Documents
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("Kubernetes client on a real API server: lists and load", .requires(.controlPlane))
struct KubeClientListTests {
    private func apply(_ count: Int, in namespace: String, with client: KubeClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    let name = "object-\(number)"
                    let body: JSONValue = [
                        "apiVersion": "v1", "kind": "ConfigMap",
                        "metadata": [
                            "name": .string(name), "labels": ["parity": .string(number % 2 == 0 ? "even" : "odd")],
                        ],
                        "data": ["number": .string("\(number)")],
                    ]
                    try await client.apply(
                        .configMaps, namespace: namespace, name: name, body: body.serialized(), fieldManager: "test",
                        force: false, keeping: .metadata)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("many applies share one HTTP/2 connection; the list comes in pages, selected and projected")
    func manyObjects() async throws {
        let plane = try await ControlPlane.shared()
        let client = KubeClient(
            try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: plane.adminKubeconfig)))
        try await plane.withNamespace { namespace in
            try await apply(120, in: namespace.name, with: client)
            #expect(client.statistics.requests(.patch) == 120)
            #expect(client.statistics.connectionsOpened == 1)
            #expect(client.statistics.greatestInFlight == 16)

            let names = try await client.list(
                .configMaps, namespace: namespace.name, labelSelector: "parity=even", pageSize: 25
            ) { object in
                #expect(object["kind"] == "ConfigMap")
                #expect(object["apiVersion"] == "v1")
                return object[path: "metadata", "name"]?.string
            }
            #expect(names.pages == 3)
            #expect(Set(names.items) == Set((0..<60).map { "object-\($0 * 2)" }))
            #expect(!names.resourceVersion.isEmpty)
            #expect(client.statistics.requests(.get) == 3)
            #expect(client.statistics.connectionsOpened == 1)
        }
    }

    @Test("a list of metadata holds nothing else; one from the server's cache holds them soon")
    func metadata() async throws {
        let plane = try await ControlPlane.shared()
        let client = KubeClient(
            try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: plane.adminKubeconfig)))
        try await plane.withNamespace { namespace in
            try await apply(3, in: namespace.name, with: client)
            try await eventually("all are in the cache") {
                let objects = try await client.list(
                    .configMaps, namespace: namespace.name, labelSelector: "parity", content: .metadata, recency: .any
                ) { $0 }.items
                #expect(objects.allSatisfy { $0["data"] == nil && $0[path: "metadata", "labels", "parity"] != nil })
                return Set(objects.compactMap { $0[path: "metadata", "name"]?.string })
                    == ["object-0", "object-1", "object-2"]
            }
        }
    }

    @Test("an error of the projection ends the list and reaches the caller")
    func projectionError() async throws {
        struct Refusal: Error {}
        let plane = try await ControlPlane.shared()
        let client = KubeClient(
            try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: plane.adminKubeconfig)))
        await #expect(throws: Refusal.self) {
            let _: KubeList<Int> = try await client.list(.namespaces, namespace: nil) { _ in throw Refusal() }
        }
        #expect(try await client.list(.namespaces, namespace: nil) { $0 }.items.isEmpty == false)
    }
}
