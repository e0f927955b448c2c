import Documents
import TestPeers
import Testing

/// `operator run` where what it reads is not true.
@Suite("the controller and stale reads", .requires(.controllers))
struct ControllerReadTests {
    @Test(
        "fault 23: what was applied before may not be listed: all is held with the rule to grant, and the process is ready"
    )
    func forbiddenInventory() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        let refusal = CountingProxy.Answer.refusal(403, "Forbidden", to: "GET", pathContaining: "/configmaps?")
        try await ControllerScenario.run(spec, answers: [refusal]) { scenario in
            try await eventually("the status says what is missing") {
                try await scenario.condition("Stalled")?.status == "True"
            }
            #expect(try await scenario.writer("a")?["reason"] == "Forbidden")
            try await eventually("the process is ready") { try await scenario.fetch("/readyz").status == "200" }
            #expect(try scenario.writes().isEmpty)
            try scenario.proxy.arrange()
            try await scenario.settled(["a", "b"])
        }
    }

    @Test(
        "faults 10, 14: after a watch that is gone and lists from the past nothing is made, deleted or scaled by them")
    func staleLists() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a", ["default_replica_count": 2]), ReconcileScenario.writer("b"))
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b"])
            try await scenario.namespace.scale("a", to: 7)
            let created = try scenario.writes().count { $0.status == 201 }
            let stale: JSONValue = [
                "kind": "DeploymentList", "apiVersion": "apps/v1", "metadata": ["resourceVersion": "1"], "items": [],
            ]
            let staleLists = 2
            let before = try scenario.proxy.requests().count
            // The watches are cut at the first write, and what follows is told to begin anew.
            try scenario.proxy.arrange(
                .init(.cut, afterWrites: 1, ignoring: ControllerScenario.telling),
                answers: [
                    .refusal(410, "Expired", to: "GET", pathContaining: "/deployments?watch", times: 1),
                    .init(200, to: "GET", pathContaining: "/deployments?limit", body: stale.text(), times: staleLists),
                ])
            scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_python"] =
                "example.com/python:2"
            try await scenario.save()
            let process = scenario.process
            try await eventually("the old lists are not trusted") {
                process.errors.contains("cannot trust the list of deployments")
            }
            for name in ["a", "b"] {
                try await eventually("\(name) has the new image") {
                    try await scenario.reconcile.container(name)?["image"] == "example.com/python:2"
                }
            }
            let proxy = scenario.proxy
            try await eventually("a true list is taken: it is watched from there on", within: .seconds(60)) {
                let requests = try proxy.requests().dropFirst(before)
                let lists = requests.indices.filter { requests[$0].path.contains("/deployments?limit") }
                guard lists.count > staleLists else { return false }
                return requests[lists[staleLists]...].contains {
                    $0.path.contains("/deployments?watch") && $0.status == 200
                }
            }
            #expect(try await scenario.reconcile.diff().exitCode == 0)
            #expect(try await scenario.reconcile.deployment("a")[path: "spec", "replicas"] == 7)
            #expect(try scenario.writes().count { $0.status == 201 } == created)
            #expect(try scenario.writes().allSatisfy { $0.method != "DELETE" })
            try await scenario.namespace.delete("deployments", group: "apps/v1", "b")
            try await eventually("what is deleted from now on is seen") {
                try await scenario.reconcile.deploymentNames() == ["a", "b"]
            }
        }
    }
}
