import Documents
import TestPeers
import Testing

/// `operator run` where the API server or another controller gets in the way.
@Suite("the controller under faults", .requires(.controllers))
struct ControllerFaultTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(
            ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER", ["pdb_max_unavailable": "1"]))
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
