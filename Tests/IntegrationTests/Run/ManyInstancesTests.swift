import Documents
import TestPeers
import Testing

/// `operator run` with many resources, each an instance of its own.
@Suite("many instances", .requires(.controllers), .requires(.kubectl))
struct ManyInstancesTests {
    private static let group = "persistence-operator.io/v1alpha1"
    private static let collection = "backgroundpersistences"

    /// A resource with writers that are named after it.
    private func resource(_ name: String, writers: Int, in namespace: String, image: String = "1") -> JSONValue {
        var spec = ReconcileScenario.kafka()
        spec[path: "common_persistence_specs", "namespace"] = .string(namespace)
        spec[path: "common_persistence_specs", "bus_writer_image_python"] = .string("example.com/python:\(image)")
        spec["writers"] = .array((0..<writers).map { ReconcileScenario.writer("\(name)-\($0)") })
        return [
            "apiVersion": .string(Self.group), "kind": "BackgroundPersistence", "metadata": ["name": .string(name)],
            "spec": spec,
        ]
    }

    private func names(_ namespace: TestNamespace) async throws -> Set<String> {
        Set(
            try await namespace.list("deployments", group: "apps/v1").compactMap {
                $0[path: "metadata", "name"]?.string
            })
    }

    private func images(_ namespace: TestNamespace, of instance: String) async throws -> Set<String> {
        Set(
            try await namespace.list(
                "deployments", group: "apps/v1", selector: "persistence-operator.io/instance=\(instance)"
            ).compactMap {
                $0[path: "spec", "template", "spec", "containers"]?.array?.first?["image"]?.string
            })
    }

    /// Makes the API server refuse new Deployments in a namespace: its quota is none.
    private func refuseDeployments(in namespace: TestNamespace) async throws {
        let quota: JSONValue = ["count/deployments.apps": "0"]
        try await namespace.create("resourcequotas", ["metadata": ["name": "none"], "spec": ["hard": quota]])
        // What the quota's controller does, which the control plane may be without.
        try await namespace.controlPlane.request(
            "PATCH", namespace.path("resourcequotas", name: "none/status"),
            ["status": ["hard": quota, "used": quota]], contentType: "application/merge-patch+json"
        ).orThrow()
    }

    /// Runs a body with a controller that follows the resources of a namespace and of another one, which takes no Deployment.
    private func withInstances(
        _ body: (ControllerScenario, _ refusing: TestNamespace) async throws -> Void
    ) async throws {
        let controlPlane = try await ControlPlane.shared()
        try await controlPlane.withNamespace(serviceAccount: ReconcileScenario.serviceAccount) { refusing in
            try await refuseDeployments(in: refusing)
            let options = ControllerScenario.defaults + ["--watch-namespace", refusing.name]
            let spec = ReconcileScenario.kafka(ReconcileScenario.writer("example-0"))
            try await ControllerScenario.run(spec, from: .resource, options: options) { scenario in
                try await body(scenario, refusing)
            }
        }
    }

    @Test("one whose writes hang or are refused, or whose spec is none, delays no other, nor does taking it away")
    func delaysNoOther() async throws {
        try await withInstances { scenario, refusing in
            let namespace = scenario.namespace
            /// Expects a change of instances that are well to take no longer than without those in trouble.
            func expectSoon(_ what: String, _ change: () async throws -> Void, until isDone: () async throws -> Bool)
                async throws
            {
                let start = CountingProxy.now
                try await change()
                try await eventually(what) { try await isDone() }
                #expect(CountingProxy.now - start <= Patience.promised(.seconds(5)), "\(what)")
            }

            // More writers than are written at once.
            try scenario.proxy.arrange(delays: [.init(15, to: "PATCH", pathContaining: "/deployments/hanging-")])
            try await namespace.create(
                Self.collection, group: Self.group, resource("hanging", writers: 40, in: namespace.name))
            try await eventually("its writes hang") {
                try await scenario.metric("persistence_operator_api_requests_in_flight", "work") > 0
            }
            try await refusing.create(
                Self.collection, group: Self.group, resource("refused", writers: 2, in: refusing.name))
            var broken = resource("broken", writers: 2, in: namespace.name)
            broken["spec"] = [:]
            try await namespace.create(Self.collection, group: Self.group, broken)

            let healthy = (0..<10).map { "healthy\($0)" }
            try await expectSoon("ten new ones are applied") {
                for name in healthy {
                    try await namespace.create(
                        Self.collection, group: Self.group, resource(name, writers: 2, in: namespace.name))
                }
            } until: {
                try await names(namespace).isSuperset(of: healthy.flatMap { ["\($0)-0", "\($0)-1"] })
            }
            for (name, place, reason) in [("refused", refusing, "Forbidden"), ("broken", namespace, "")] {
                try await eventually("\(name) is told") {
                    let status = try await place.get(Self.collection, group: Self.group, name)["status"]
                    let ready = status?["conditions"]?.array?.first { $0["type"] == "Ready" }
                    return ready?["status"]?.string.map { $0 != "True" } ?? false
                        && (reason.isEmpty || status?.text().contains(reason) == true)
                }
            }
            try await expectSoon("what is deleted of one is mended") {
                try await namespace.delete("deployments", group: "apps/v1", "healthy3-1")
            } until: {
                try await names(namespace).contains("healthy3-1")
            }
            try await expectSoon("another one is changed while the one that hangs is taken away") {
                try await namespace.delete(Self.collection, group: Self.group, "hanging")
                try await namespace.patch(
                    Self.collection, group: Self.group, "healthy7",
                    resource("healthy7", writers: 2, in: namespace.name, image: "2"))
            } until: {
                try await images(namespace, of: "healthy7") == ["example.com/python:2"]
            }
            #expect(try await names(namespace).count { $0.hasPrefix("hanging") } < 40, "it was to hang all the time")

            // What comes back under its name waits for its last writes.
            try await namespace.create(
                Self.collection, group: Self.group, resource("hanging", writers: 40, in: namespace.name, image: "2"))
            try scenario.proxy.arrange()
            try await eventually("it is all there", within: .seconds(60)) {
                let isThere = try await names(namespace).count { $0.hasPrefix("hanging") } == 40
                let images = try await images(namespace, of: "hanging")
                return isThere && images == ["example.com/python:2"]
            }
        }
    }
}
