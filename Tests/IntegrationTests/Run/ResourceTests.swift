import Documents
import TestPeers
import Testing

/// `operator run` with specs in BackgroundPersistence resources and ConfigMaps.
@Suite("specs in the cluster", .requires(.controllers), .requires(.kubectl))
struct ResourceTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
    }

    private func kubectl(_ scenario: ControllerScenario, _ arguments: String...) async throws -> String {
        try await scenario.namespace.controlPlane.kubectl(["-n", scenario.namespace.name] + arguments)
    }

    @Test("a resource is applied, kubectl waits for it, and its columns say how it is")
    func ready() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            for name in ["a", "b"] { try await scenario.namespace.completeRollout(of: name) }
            _ = try await kubectl(scenario, "wait", "--for=condition=Ready", "--timeout=30s", "bgp/example")
            let line = try await kubectl(scenario, "get", "bgp", "example", "--no-headers")
            #expect(line.split(separator: " ").prefix(4) == ["example", "True", "2/2", "0"])
            let status = try #require(try await scenario.status())
            #expect(status["observedGeneration"] == 1)
            #expect(status["conditions"]?.array?.allSatisfy { $0["observedGeneration"] == 1 } == true)
            let table = try await OperatorCLI.run([
                "status", "-n", scenario.namespace.name, "--kubeconfig", scenario.proxy.kubeconfig,
            ])
            #expect(table.exitCode == 0, "\(table.errors)")
            #expect(table.output.contains("BackgroundPersistence \(scenario.namespace.name)/example"))

            let before = try await scenario.namespace.get(
                "backgroundpersistences", group: "persistence-operator.io/v1alpha1", "example")
            scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_python"] =
                "example.com/python:2"
            try await scenario.save()
            try await eventually("the new image") {
                try await scenario.reconcile.container("a")?["image"] == "example.com/python:2"
            }
            try await eventually("the status is about it") {
                try await scenario.status()?["observedGeneration"] == 2
            }
            let version = try #require(before[path: "metadata", "resourceVersion"]?.string)
            let history = try await scenario.namespace.controlPlane.request(
                "GET",
                scenario.namespace.path("backgroundpersistences", group: "persistence-operator.io/v1alpha1")
                    + "?watch=1&timeoutSeconds=1&resourceVersion=\(version)"
            )
            try history.orThrow()
            let told = try history.body.split(separator: "\n").map { try JSONValue(parsing: String($0)) }.filter {
                $0[path: "object", "status", "observedGeneration"] == 2
            }
            #expect(!told.isEmpty)
            // Nobody has completed the rollout of the new image.
            for event in told {
                let ready = event[path: "object", "status", "conditions"]?.array?.first { $0["type"] == "Ready" }
                #expect(ready?["status"] != "True", "\(event)")
            }
        }
    }

    @Test("a resource that says so takes its writers with it, and may think better of it without a rollout")
    func deletionPolicy() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            let template = try await scenario.reconcile.deployment("a")[path: "spec", "template"]
            let annotation = "persistence-operator.io/deletion-policy"
            func owners() async throws -> [[String?]] {
                var owners: [[String?]] = []
                for name in ["a", "b"] {
                    let references = try await scenario.reconcile.deployment(name)[path: "metadata", "ownerReferences"]
                    owners.append(references?.array?.map { $0["name"]?.string } ?? [])
                }
                return owners
            }
            _ = try await kubectl(scenario, "annotate", "bgp/example", "\(annotation)=Delete")
            try await eventually("the writers are the resource's") { try await owners() == [["example"], ["example"]] }
            _ = try await kubectl(scenario, "annotate", "--overwrite", "bgp/example", "\(annotation)=delete")
            try await eventually("a word that is none keeps them") { try await owners() == [[], []] }
            _ = try await kubectl(scenario, "annotate", "--overwrite", "bgp/example", "\(annotation)=Delete")
            try await eventually("they are the resource's again") { try await owners() == [["example"], ["example"]] }
            #expect(try await scenario.reconcile.deployment("a")[path: "spec", "template"] == template)
            _ = try await kubectl(scenario, "delete", "bgp", "example")
            try await eventually("they are gone, and what was remembered of them", within: .seconds(60)) {
                let isInventoryThere = try await scenario.namespace.exists("configmaps", "example-inventory")
                return try await scenario.reconcile.deploymentNames().isEmpty && !isInventoryThere
            }
        }
    }

    @Test("deleting the resource leaves the writers as they are, and it may come back without a rollout")
    func deletion() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            let before = try await scenario.reconcile.fingerprint()
            _ = try await kubectl(scenario, "delete", "bgp", "example")
            let process = scenario.process
            try await eventually("the controller lets go") { process.errors.contains("the resource is gone") }
            let table = try await OperatorCLI.run([
                "status", "-n", scenario.namespace.name, "--kubeconfig", scenario.proxy.kubeconfig,
            ])
            #expect(table.output.contains("SourceGone"))
            #expect(table.output.contains("example: the resource is gone, and nobody keeps the writers"))
            // Nobody mends what nobody asks for.
            let writes = try scenario.writes().count
            #expect(try await scenario.reconcile.fingerprint() == before)
            try await scenario.save()
            try await eventually("it is driven again") { try await scenario.condition("SpecValid")?.status == "True" }
            #expect(try await scenario.reconcile.fingerprint() == before)
            #expect(try scenario.writes().count == writes)
        }
    }

    @Test(
        "a writer at fault is no reason to refuse the resource; one that names another namespace is refused, and told")
    func refused() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            scenario.reconcile.spec["writers"] = .array([
                ReconcileScenario.writer("a"),
                ReconcileScenario.writer("b", ["default_replica_count": -1, "nmae": "x"]),
                ReconcileScenario.writer("c"),
            ])
            try await scenario.save()
            try await eventually("the good one is there, the bad one held") {
                let isHeld = try await scenario.writer("b")?["reason"] == "WriterAtFault"
                return try await scenario.reconcile.deploymentNames() == ["a", "b", "c"] && isHeld
            }
            scenario.reconcile.spec[path: "common_persistence_specs", "namespace"] = "default"
            try await scenario.save()
            try await eventually("it is refused") {
                try await scenario.condition("SpecValid")?.reason == "NotAllowed"
            }
            #expect(try await scenario.reconcile.deploymentNames() == ["a", "b", "c"])
        }
    }

    @Test("a resource that never held a spec says so in its status, and begins with its first good one")
    func neverValid() async throws {
        try await ControllerScenario.run(["writers": []], from: .resource) { scenario in
            try await eventually("it is told") { try await scenario.condition("SpecValid")?.reason == "Invalid" }
            #expect(try await scenario.condition("Ready")?.status == "False")
            #expect(try await scenario.status()?["revision"] == nil)
            #expect(try await scenario.reconcile.deploymentNames().isEmpty)
            var good = spec
            good[path: "common_persistence_specs", "namespace"] = .string(scenario.namespace.name)
            scenario.reconcile.spec = good
            try await scenario.save()
            try await scenario.settled(["a", "b"])
            try await eventually("it is well") { try await scenario.condition("SpecValid")?.status == "True" }
            #expect(try await scenario.status()?["revision"]?.string?.isEmpty == false)
        }
    }

    @Test("who drives an instance is known: a pipeline that comes along is refused, unless it takes over")
    func driven() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            let refused = try await scenario.reconcile.reconcile()
            #expect(refused.exitCode == 2)
            #expect((refused.output + refused.errors).contains("driven by BackgroundPersistence"))
            #expect(try await scenario.reconcile.diff("--exit-on-hold").exitCode == 2)
            let taken = try await scenario.reconcile.reconcile("--take-over")
            #expect(taken.exitCode == 0, "\(taken.output)\(taken.errors)")
            try await eventually("the controller knows that it is not the one any more") {
                try await scenario.condition("Stalled")?.reason == "SourceConflict"
            }
        }
    }

    @Test("a pause annotation stops what it is on, and nothing else")
    func paused() async throws {
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            try await scenario.settled(["a", "b"])
            _ = try await kubectl(
                scenario, "annotate", "deployment", "a", "persistence-operator.io/paused=until=2099-01-01T00:00:00Z")
            try await scenario.setImage("a", to: "example.com/by-hand:1")
            try await scenario.setImage("b", to: "example.com/by-hand:1")
            try await eventually("b is mended") {
                try await scenario.reconcile.container("b")?["image"] == "example.com/python:1"
            }
            try await eventually("a is told to be paused") { try await scenario.writer("a")?["reason"] == "Paused" }
            #expect(try await scenario.reconcile.container("a")?["image"] == "example.com/by-hand:1")

            _ = try await kubectl(scenario, "annotate", "bgp", "example", "persistence-operator.io/paused=true")
            try await eventually("all is paused") { try await scenario.condition("Progressing")?.reason == "Paused" }
            _ = try await kubectl(scenario, "annotate", "deployment", "a", "persistence-operator.io/paused-")
            #expect(try await scenario.writer("b")?["reason"] != "Paused", "nothing is to be held for it yet")
            try await scenario.setImage("b", to: "example.com/by-hand:2")
            // It is told by a pass that saw the new image, and so what happened to a before.
            try await eventually("b is told to be paused") { try await scenario.writer("b")?["reason"] == "Paused" }
            for (name, image) in [("a", "example.com/by-hand:1"), ("b", "example.com/by-hand:2")] {
                #expect(try await scenario.reconcile.container(name)?["image"] == .string(image))
            }
            _ = try await kubectl(scenario, "annotate", "bgp", "example", "persistence-operator.io/paused-")
            try await eventually("both are mended") {
                let images = try await [scenario.reconcile.container("a"), scenario.reconcile.container("b")]
                return images.allSatisfy { $0?["image"] == "example.com/python:1" }
            }
        }
    }

    @Test("a ConfigMap is followed; one that is emptied or deleted leaves the last good spec in force")
    func configMap() async throws {
        try await ControllerScenario.run(spec, from: .configMap) { scenario in
            try await scenario.settled(["a", "b"])
            scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_python"] =
                "example.com/python:2"
            try await scenario.save()
            try await eventually("the new image") {
                try await scenario.reconcile.container("a")?["image"] == "example.com/python:2"
            }
            try await scenario.save("")
            try await eventually("it is told") { try await scenario.condition("SpecValid")?.reason == "Unreadable" }
            _ = try await kubectl(scenario, "delete", "configmap", "specs")
            let process = scenario.process
            try await eventually("that too") { process.errors.contains("there is no such ConfigMap") }
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("the last good spec is in force") {
                try await scenario.reconcile.deploymentNames() == ["a", "b"]
            }
            try await scenario.save()
            try await eventually("all is well") { try await scenario.condition("SpecValid")?.status == "True" }

            _ = try await kubectl(scenario, "annotate", "configmap/specs", "persistence-operator.io/paused=true")
            try await eventually("the instance is paused") {
                try await scenario.condition("Progressing")?.reason == "Paused"
            }
            _ = try await kubectl(scenario, "delete", "configmap", "specs")
            try await eventually("the source is gone") {
                try await scenario.condition("SpecValid")?.reason == "Unreadable"
            }
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("nothing lifts the brake") {
                try await scenario.writer("a")?["reason"] == "Paused"
            }
            #expect(try await scenario.reconcile.deploymentNames() == ["b"])
        }
    }
}
