import Documents
import TestPeers
import Testing

/// `--wait`, and what stops a run.
@Suite("waiting for rollouts", .requires(.controllers))
struct WaitTests {
    private static let options = ["--bus-check", "skip"]

    @Test("ends with 0 once every replica is available")
    func success() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["default_replica_count": 2]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let run = try scenario.start(["reconcile", "--once", "--wait"])
            try await eventually("the Deployment") { try await scenario.deploymentNames() == ["a"] }
            try await scenario.namespace.completeRollout(of: "a")
            let result = try await run.finish(within: .seconds(60))
            #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
            #expect(result.output.contains("rollout a: Done"))
        }
    }

    @Test("ends with 3 where a new pod was restarted, and names it")
    func crashing() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let run = try scenario.start(["reconcile", "--once", "--wait"])
            try await eventually("the Deployment") { try await scenario.deploymentNames() == ["a"] }
            try await scenario.namespace.report(.crashing(restarts: 3), podsOf: "a")
            let result = try await run.finish(within: .seconds(60))
            #expect(result.exitCode == 3, "\(result.output)\(result.errors)")
            #expect(result.output.contains("PodRestarted"))
        }
    }

    @Test("ends with 3 after the timeout, and says how far it came")
    func timeout() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["default_replica_count": 2]))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let result = try await scenario.reconcile("--wait", "--wait-timeout", "1s", "-o", "json")
            #expect(result.exitCode == 3)
            let report = try JSONValue(parsing: result.output)
            #expect(report["kind"] == "ReconcileReport")
            #expect(report["rollouts"]?.array?.first?["state"] == "TimedOut")
        }
    }

    @Test("is stopped by SIGINT: what was written is reported, and the exit is 130")
    func interrupted() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            let run = try scenario.start(["reconcile", "--once", "--wait"])
            let inventory = "background-persistence-inventory"
            try await eventually("the inventory") { try await scenario.namespace.exists("configmaps", inventory) }
            run.signal(2)
            let result = try await run.finish(within: .seconds(30))
            #expect(result.exitCode == 130, "\(result.output)\(result.errors)")
            #expect(result.output.contains("created Deployment"))
        }
    }

    @Test("lets a renamed writer's old Deployment go in the same run")
    func rename() async throws {
        let other = ReconcileScenario.writer("other", type: "GO_METRICS_BUS_WRITER")
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("old"), other)
        try await ReconcileScenario.run(spec, options: Self.options) { scenario in
            try await scenario.reconcile()
            try await scenario.namespace.completeRollout(of: "old")
            try await scenario.namespace.completeRollout(of: "other")
            scenario.spec["writers"] = [ReconcileScenario.writer("new"), other]
            let run = try scenario.start(["reconcile", "--once", "--wait"])
            try await eventually("the new Deployment") { try await scenario.deploymentNames().contains("new") }
            #expect(try await scenario.deploymentNames().contains("old"))
            try await scenario.namespace.completeRollout(of: "new")
            let result = try await run.finish(within: .seconds(60))
            #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
            #expect(try await scenario.deploymentNames().sorted() == ["new", "other"])
        }
    }
}
