import TestPeers
import Testing

/// `operator status --watch` against a real API server.
@Suite("operator status --watch", .requires(.controlPlane))
struct StatusWatchCommandTests {
    private func start(_ scenario: ReconcileScenario) throws -> ChildProcess {
        try OperatorCLI.start([
            "status", "--watch", "-n", scenario.namespace.name, "--kubeconfig", scenario.proxy.kubeconfig,
        ])
    }

    private let refusal = CountingProxy.Answer.refusal(
        403, "Forbidden", to: "GET", pathContaining: "/configmaps?")

    @Test("goes on when the cluster refuses to be looked at, says so once, and shows what is there afterwards")
    func goesOn() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: ["--bus-check", "skip"]) { scenario in
            let watching = try start(scenario)
            _ = try await watching.line { $0.contains("no instance is known") }
            try scenario.proxy.arrange(answers: [refusal])
            let looks = { [proxy = scenario.proxy] in try proxy.requests().count { $0.status == 403 } }
            try await eventually("it looks again and again") { try looks() >= 3 }
            #expect(watching.status == nil)
            #expect(watching.errors.ranges(of: "error: ").count == 1, "\(watching.errors)")

            let admin = scenario.namespace.controlPlane.adminKubeconfig
            #expect(try await scenario.reconcile(kubeconfig: admin).exitCode == 0)
            try scenario.proxy.arrange()
            _ = try await watching.line { $0.contains("nobody (operator reconcile)") }
            watching.signal(2)
            let ended = try await watching.finish(within: .seconds(10))
            #expect(ended.exitCode == 130, "\(ended.errors)")
        }
    }

    @Test("ends where the first look is refused")
    func firstLook() async throws {
        try await ReconcileScenario.run(ReconcileScenario.kafka()) { scenario in
            try scenario.proxy.arrange(answers: [refusal])
            let ended = try await start(scenario).finish(within: .seconds(30))
            #expect(ended.exitCode == 77, "\(ended.errors)")
        }
    }
}
