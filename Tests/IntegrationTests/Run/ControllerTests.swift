import Documents
import TestPeers
import Testing

/// `operator run` against a real API server with controllers.
@Suite("the controller", .requires(.controllers))
struct ControllerTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(
            ReconcileScenario.writer("a", ["default_replica_count": 2]),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["pdb_max_unavailable": "1"]),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER"),
            ReconcileScenario.writer("d", type: "CLUSTER_MANAGER"))
    }

    @Test("applies a spec, follows its file, and says how it is")
    func follows() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            #expect(try await scenario.fetch("/healthz").status == "200")
            try await eventually("ready") { try await scenario.fetch("/readyz").status == "200" }
            #expect(try await scenario.fetch("/nothing").status == "404")

            scenario.reconcile.spec["writers"] = .array([
                ReconcileScenario.writer("a", ["default_replica_count": 3]),
                ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
                ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER"),
                ReconcileScenario.writer("new", type: "GO_RESULT_BUS_METRICS_WRITER"),
            ])
            try await scenario.save()
            try await eventually("the new spec is applied") {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "c", "new"]
            }
            #expect(try await scenario.reconcile.deployment("a")[path: "spec", "replicas"] == 3)
            try await eventually("the budget that nobody asks for any more is gone") {
                try await scenario.reconcile.endState().keys.allSatisfy { !$0.hasPrefix("poddisruptionbudgets") }
            }
            #expect(try await scenario.reconcile.diff().exitCode == 0)
            try await eventually("the status has the four writers") {
                try await scenario.status()?["writers"]?.array?.compactMap { $0["name"]?.string }
                    == ["a", "b", "c", "new"]
            }
            #expect(try await scenario.condition("SpecValid")?.status == "True")
            #expect(try await scenario.condition("Stalled")?.status == "False")
        }
    }

    @Test("becomes Ready when the pods do, and writes its status no more than it changes")
    func ready() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            try await eventually("Ready is False while nothing runs") {
                try await scenario.condition("Ready")?.status == "False"
            }
            for name in ["a", "b", "c", "d"] { try await scenario.namespace.completeRollout(of: name) }
            try await eventually("Ready", within: .seconds(60)) {
                try await scenario.condition("Ready")?.status == "True"
            }
            #expect(try await scenario.condition("Progressing")?.status == "False")
        }
    }

    @Test("mends what others delete or change, from the watch event, and asks nobody when nothing is to be done")
    func drift() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            let old = try await scenario.reconcile.deployment("c")[path: "metadata", "uid"]
            try await scenario.namespace.delete("deployments", group: "apps/v1", "c")
            try await eventually("the deleted one is back") {
                let now = try? await scenario.reconcile.deployment("c")[path: "metadata", "uid"]
                return now != nil && now != old
            }
            try await scenario.setImage("b", to: "example.com/evil:6")
            try await eventually("the image is put back") {
                try await scenario.reconcile.container("b")?["image"] == "example.com/go:1"
            }
            try await eventually("the rest of both stories is over") {
                try await scenario.reconcile.diff().exitCode == 0
            }

            let passes = try await scenario.metric("persistence_operator_reconciles_total")
            let before = try scenario.requests()
            try await scenario.namespace.patch(
                "deployments", group: "apps/v1", "a", ["metadata": ["labels": ["team": "x"]]])
            try await eventually("the event led to a pass") {
                try await scenario.metric("persistence_operator_reconciles_total") > passes
            }
            #expect(try scenario.requests() == before)
            #expect(try await scenario.reconcile.deployment("a")[path: "metadata", "labels", "team"] == "x")
        }
    }

    @Test("faults 33, 38: a spec that is none leaves everything in force and is told; the next good one just works")
    func badSpecs() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            for (text, reason) in [("{", "Invalid"), ("", "Unreadable"), ("{}", "Invalid")] {
                try await scenario.save(text)
                try await eventually("'\(text)' is told") {
                    let seen = try await scenario.condition("SpecValid")
                    return seen?.status == "False" && seen?.reason == reason
                }
                let ready = try await scenario.fetch("/readyz")
                #expect(ready.status == "200", "\(ready.body)")
            }
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("the last good spec is still in force") {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "c", "d"]
            }
            scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_go"] = "example.com/go:2"
            try await scenario.save()
            try await eventually("the good one is applied") {
                try await scenario.reconcile.container("b")?["image"] == "example.com/go:2"
            }
            try await eventually("nothing is said of it any more") {
                try await scenario.condition("SpecValid")?.status == "True"
            }
        }
    }

    @Test("fault 34: a spec without writers, or with too few, deletes nothing, and says what to do")
    func tooManyDeletions() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            scenario.reconcile.spec["writers"] = .array([])
            try await scenario.save()
            try await eventually("it is held") { try await scenario.condition("Stalled")?.status == "True" }
            #expect(try await scenario.condition("Ready")?.status == "False")
            #expect(try await scenario.reconcile.deploymentNames() == ["a", "b", "c", "d"])
            #expect(try scenario.proxy.writes().allSatisfy { $0.method != "DELETE" })
        }
    }

    @Test("a writer at fault is held alone, and the others go on")
    func faultyWriter() async throws {
        var spec = spec
        spec["writers"] = .array([
            ReconcileScenario.writer("good"), ReconcileScenario.writer("bad", ["default_replica_count": -1]),
        ])
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["good"])
            try await eventually("the other one is named") {
                let writers = try await scenario.status()?["writers"]?.array
                return writers?.first { $0["name"]?.string == "bad" }?["reason"] == "WriterAtFault"
            }
        }
    }

    @Test("SIGHUP makes it look at everything anew, and change nothing")
    func hangup() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            let writes = try scenario.writes().count
            let proxy = scenario.proxy
            let lists = {
                try proxy.requests().count { $0.method == "GET" && $0.path.contains("/deployments?limit") }
            }
            let before = try lists()
            scenario.process.signal(1)
            try await eventually("everything is listed again") { try lists() > before }
            try await eventually("it is ready") { try await scenario.fetch("/readyz").status == "200" }
            #expect(try scenario.writes().count == writes)
        }
    }

    @Test("--mode observe writes nothing, and shows what it would")
    func observe() async throws {
        try await ControllerScenario.run(spec, options: ControllerScenario.defaults + ["--mode", "observe"]) {
            scenario in
            try await eventually("a pass was made") {
                try await scenario.metric("persistence_operator_reconciles_total", "settled") > 0
            }
            try await eventually("the writers are counted as absent") {
                try await scenario.metric("persistence_operator_writers", "phase=\"absent\"") == 4
            }
            let diff = try await scenario.fetch("/diff").body
            #expect(diff.contains("+++ Deployment \(scenario.namespace.name)/a create (NewWriter: the writer is new)"))
            #expect(diff.contains("6 to create, 0 to update"), "\(diff.suffix(300))")
            try await eventually("the status is shown") {
                try await scenario.fetch("/status").body.contains("there is no Deployment of it")
            }
            let status = try JSONValue(parsing: try await scenario.fetch("/status.json").body)
            #expect(status["instances"]?.array?.first?["status"]?["counts"]?["absent"] == 4)
            #expect(try await !scenario.fetch("/findings").body.contains(" error: "))

            scenario.reconcile.spec[path: "common_persistence_specs", "result_bus_topics"] = "typo"
            try await scenario.save()
            try await eventually("the finding is shown") {
                try await scenario.fetch("/findings").body.contains("common_persistence_specs.result_bus_topics: ")
            }
            #expect(try scenario.proxy.writes().isEmpty)
            #expect(try await scenario.reconcile.deploymentNames().isEmpty)
        }
    }

    @Test("what the cluster has is not served a second time")
    func servesNoStatus() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c", "d"])
            for path in ["/status", "/diff", "/findings"] { #expect(try await scenario.fetch(path).status == "404") }
        }
    }
}
