import Documents
import TestPeers
import Testing

/// A run that is killed after any of its writes is healed by the next one, whether it got the last answer or not.
@Suite("a killed run", .requires(.controllers), .requires(.kubectl))
struct InterruptedRunTests {
    /// Creates, changes, prunes and remembers: every kind of write a run has.
    private func prepare(_ scenario: inout ReconcileScenario) async throws {
        let first = try await scenario.reconcile()
        #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
        scenario.spec["writers"] = .array([
            ReconcileScenario.writer("a", ["pdb_max_unavailable": "1", "default_replica_count": 3]),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["image_override": "example.com/other:2"]),
            ReconcileScenario.writer("new", type: "QUERY_MIRROR_CONSUMER", ["pdb_min_available": "50%"]),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER"),
        ])
    }

    private var spec: JSONValue {
        var spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a"),
            ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER", ["pdb_max_unavailable": "1"]),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER"),
            ReconcileScenario.writer("gone", type: "CLUSTER_MANAGER"))
        spec["autodiscover_key"] = .string(TestSecret.autodiscoverKey.value)
        return spec
    }

    private struct Outcome {
        var state: [String: JSONValue] = [:]
        var writes: [CountingProxy.Request] = []
    }

    /// The run, killed after `kill` writes and run again; `nil`: a clean run.
    private func outcome(killedAfter kill: Int?, _ moment: CountingProxy.Fault.Moment = .beforeAnswer) async throws
        -> Outcome
    {
        var outcome = Outcome()
        try await ReconcileScenario.run(spec, options: ["--bus-check", "skip"]) { scenario in
            try await prepare(&scenario)
            outcome.writes = try await scenario.writes {
                if let kill {
                    try scenario.proxy.arrange(CountingProxy.Fault(.kill, afterWrites: kill, moment))
                    let killed = try await scenario.reconcile()
                    #expect(killed.status == .signalled(9), "\(killed.output)\(killed.errors)")
                }
                let last = try await scenario.reconcile()
                #expect(last.exitCode == 0, "\(last.output)\(last.errors)")
            }
            outcome.state = try await scenario.endState()
            #expect(try await scenario.diff().exitCode == 0)
        }
        return outcome
    }

    private func count(_ outcome: Outcome, _ method: String) -> Int {
        outcome.writes.filter { $0.method == method && (200..<300).contains($0.status) }.count
    }

    /// A server-side apply that made the object is answered with 201, one that changed it with 200.
    private func creations(_ outcome: Outcome) -> Int {
        outcome.writes.filter { $0.status == 201 }.count
    }

    @Test(
        "faults 1, 2: after any write leaves a state from which a second run ends like a clean one, nothing made or deleted twice"
    )
    func sweep() async throws {
        let clean = try await outcome(killedAfter: nil)
        #expect(clean.writes.count >= 7, "creates, changes, deletes and the inventory: \(clean.writes)")
        #expect(creations(clean) >= 3, "the new writer, its budget and another one: \(clean.writes)")
        #expect(clean.state["deployments/gone"] == nil)
        for kill in 0..<clean.writes.count {
            for moment in [CountingProxy.Fault.Moment.beforeAnswer, .afterAnswer]
            where kill > 0 || moment == .beforeAnswer {
                let killed = try await outcome(killedAfter: kill, moment)
                #expect(killed.state == clean.state, "killed after write \(kill)")
                #expect(count(killed, "DELETE") == count(clean, "DELETE"), "killed after write \(kill)")
                #expect(creations(killed) == creations(clean), "killed after write \(kill): \(killed.writes)")
            }
        }
    }
}
