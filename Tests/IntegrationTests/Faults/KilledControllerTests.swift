import Documents
import TestPeers
import Testing

/// `operator run`, killed after each of its writes and begun anew: it ends like one that was not, with as many objects made and
/// deleted.
@Suite("a killed controller", .requires(.controllers))
struct KilledControllerTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(
            ReconcileScenario.writer("a"),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["pdb_max_unavailable": "1"]),
            ReconcileScenario.writer("gone", type: "CLUSTER_MANAGER"))
    }

    /// Creates, changes, prunes and remembers: every kind of write a pass has.
    private static func change(_ spec: inout JSONValue) {
        spec["writers"] = .array([
            ReconcileScenario.writer("a", ["pdb_max_unavailable": "1"]),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["image_override": "example.com/other:2"]),
            ReconcileScenario.writer("new", type: "RUST_OFFLINE_WRITER"),
        ])
    }

    private struct Outcome {
        var state: [String: JSONValue] = [:]
        var writes: [CountingProxy.Request] = []

        /// How many objects were made: a server-side apply that makes one is answered with 201.
        var created: Int { writes.count { $0.status == 201 } }
        var deleted: Int { writes.count { $0.method == "DELETE" && $0.status == 200 } }
    }

    private static func kill(after writes: Int) -> CountingProxy.Fault {
        .init(.kill, afterWrites: writes, ignoring: ControllerScenario.telling)
    }

    private func expectKill(_ scenario: ControllerScenario) async throws {
        let killed = try await scenario.process.finish(within: .seconds(60))
        #expect(killed.status == .signalled(9), "\(killed.errors)")
    }

    /// The first pass over the spec; `nil`: not killed.
    private func first(killedAfter writes: Int?) async throws -> Outcome {
        var outcome = Outcome()
        try await ControllerScenario.run(spec, fault: writes.map(Self.kill)) { scenario in
            if writes != nil {
                try await expectKill(scenario)
                try scenario.restart()
            }
            try await scenario.settled(["a", "b", "gone"])
            outcome.state = try await scenario.endState()
            outcome.writes = try scenario.writes()
        }
        return outcome
    }

    /// The pass over a changed spec; `nil`: not killed.
    private func change(killedAfter writes: Int?) async throws -> Outcome {
        var outcome = Outcome()
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "gone"])
            let before = try scenario.writes().count
            try scenario.proxy.arrange(writes.map(Self.kill))
            Self.change(&scenario.reconcile.spec)
            try await scenario.save()
            if writes != nil {
                try await expectKill(scenario)
                try scenario.restart()
            }
            try await scenario.settled(["a", "b", "new"])
            try await eventually("nothing is left to do") { try await scenario.reconcile.diff().exitCode == 0 }
            outcome.state = try await scenario.endState()
            outcome.writes = Array(try scenario.writes().dropFirst(before))
        }
        return outcome
    }

    private func sweep(_ run: (Int?) async throws -> Outcome) async throws -> Outcome {
        let clean = try await run(nil)
        for writes in 0..<clean.writes.count {
            let killed = try await run(writes)
            #expect(killed.state == clean.state, "killed after write \(writes)")
            #expect(killed.created == clean.created, "killed after write \(writes): \(killed.writes)")
            #expect(killed.deleted == clean.deleted, "killed after write \(writes): \(killed.writes)")
        }
        return clean
    }

    @Test("faults 1, 2: after any write of its first pass, and so between applying and recording")
    func firstPass() async throws {
        let clean = try await sweep(first)
        #expect(clean.writes.count == 5 && clean.created == 5, "three Deployments, a budget, the inventory")
    }

    @Test("faults 1, 2: after any write of a change, and so between pruning and recording")
    func changedSpec() async throws {
        let clean = try await sweep(change)
        #expect(clean.created == 2 && clean.deleted == 2, "a writer and a budget each: \(clean.writes)")
        #expect(clean.state["deployments/gone"] == nil)
        #expect(clean.writes.last?.path.contains("-inventory") == true)
        #expect(clean.writes.dropLast().last?.method == "DELETE")
    }
}
