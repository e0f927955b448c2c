import Documents
import TestPeers
import Testing

/// `operator run` where the API server, another controller or a kill gets in the way.
@Suite("the controller under faults", .requires(.controllers))
struct ControllerFaultTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(
            ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER", ["pdb_max_unavailable": "1"]))
    }

    @Test("faults 1, 2: killed after any write, the next process ends like one that was not, nothing made twice")
    func killed() async throws {
        var clean: [String: JSONValue] = [:]
        var writes = 0
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c"])
            clean = try await scenario.endState()
            writes = try scenario.writes().count
        }
        #expect(writes == 5, "three Deployments, a budget, the inventory")
        for kill in 0..<writes {
            try await ControllerScenario.run(spec, fault: .init(.kill, afterWrites: kill)) { scenario in
                let killed = try await scenario.process.finish(within: .seconds(60))
                #expect(killed.status == .signalled(9), "\(killed.errors)")
                try scenario.restart()
                try await scenario.settled(["a", "b", "c"])
                try await eventually("the end state after write \(kill) is that of a clean run") {
                    try await scenario.endState() == clean
                }
                #expect(try scenario.writes().count { $0.status == 201 } == 5, "killed after write \(kill)")
            }
        }
    }

    @Test("fault 22: an API server that fails for a while needs no restart")
    func outage() async throws {
        let answers = [CountingProxy.Answer(503, to: "*", pathContaining: "/", body: "away", times: 30)]
        try await ControllerScenario.run(spec, answers: answers) { scenario in
            try await scenario.settled(["a", "b", "c"])
            #expect(try await scenario.reconcile.diff().exitCode == 0)
        }
    }

    @Test("fault 23: what may not be written is held by name, and the others proceed")
    func forbidden() async throws {
        let refusal = CountingProxy.Answer(
            403, to: "PATCH", pathContaining: "/poddisruptionbudgets/",
            body:
                #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"no","code":403}"#,
            times: 1000)
        try await ControllerScenario.run(spec, answers: [refusal]) { scenario in
            try await eventually("all Deployments are applied") {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "c"]
            }
            try await eventually("the writer is held for it") {
                let writers = try await scenario.status()?["writers"]?.array
                return writers?.first { $0["name"]?.string == "c" }?["reason"] == "Forbidden"
            }
        }
    }

    @Test("fault 27: somebody who keeps changing a field is named, and the controller stops")
    func contest() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c"])
            let fighting = scenario
            let rival = Task {
                while !Task.isCancelled { try? await fighting.setImage("b", to: "example.com/rival:9") }
            }
            defer { rival.cancel() }
            try await eventually("it stops, and says why", within: .seconds(60)) {
                let writers = try await scenario.status()?["writers"]?.array
                return writers?.first { $0["name"]?.string == "b" }?["reason"] == "Contested"
            }
            let writer = try await scenario.status()?["writers"]?.array?.first { $0["name"]?.string == "b" }
            #expect(writer?["message"]?.string?.contains("kubectl-set") == true)
            rival.cancel()
            await rival.value
            #expect(try await scenario.reconcile.container("b")?["image"] == "example.com/rival:9")
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("others are mended meanwhile") {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "c"]
            }
        }
    }
}
