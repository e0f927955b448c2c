import Documents
import TestPeers
import Testing

/// `reconcile --once` where the server takes back what its dry run said.
@Suite("a half applied run", .requires(.controllers))
struct HalfAppliedRunTests {
    @Test(
        "fault 28: what passes the dry run and fails half way is held and told, and the next run ends like a clean one")
    func halfWay() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a"),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["pdb_max_unavailable": "1"]),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER"))
        var clean: [String: JSONValue] = [:]
        let options = ["--bus-check", "skip"]
        try await ReconcileScenario.run(spec, options: options) { scenario in
            try await scenario.reconcile()
            clean = try await scenario.endState()
        }
        try await ReconcileScenario.run(spec, options: options) { scenario in
            let checked = try await scenario.diff("--server-dry-run", "--exit-on-hold")
            #expect(checked.exitCode == 1, "\(checked.output)\(checked.errors)")
            try scenario.proxy.arrange(
                answers: [.refusal(500, "InternalError", to: "PATCH", pathContaining: "/deployments/b")])
            let failed = try await scenario.reconcile()
            #expect(failed.exitCode == 75, "\(failed.output)\(failed.errors)")
            #expect(failed.output.contains("ServerFailed"))
            #expect(try await scenario.deploymentNames() == ["a", "c"])
            try scenario.proxy.arrange()
            let next = try await scenario.reconcile()
            #expect(next.exitCode == 0, "\(next.output)\(next.errors)")
            #expect(try await scenario.endState() == clean)
            #expect(try scenario.proxy.writes().count { $0.status == 201 } == 5, "nothing is made twice")
        }
    }
}
