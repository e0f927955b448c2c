import Documents
import TestPeers
import Testing

/// `operator run` with two replicas: one writes, and never two.
@Suite("leader election", .requires(.controllers))
struct LeaderElectionTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
    }

    /// All of the first one's writes came before all of the second one's.
    private func expectTurns(
        _ first: ReplicaScenario.Replica, _ second: ReplicaScenario.Replica, location: SourceLocation = #_sourceLocation
    ) throws {
        let before = try first.writes().map(\.time).max() ?? .zero
        let after = try second.writes().map(\.time).min() ?? .seconds(Int64.max)
        #expect(before < after, sourceLocation: location)
    }

    /// A process has taken over when it writes, and must do so within the promised time, by the clock of the proxies.
    private func expectFollowed(
        by standby: ReplicaScenario.Replica, since start: Duration, within limit: Duration,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let first = try #require(try standby.writes().map(\.time).min(), sourceLocation: location)
        #expect(first - start <= Patience.promised(limit), sourceLocation: location)
    }

    /// Waits until a process has made another request for the Lease.
    private func nextRequest(_ method: String, of replica: ReplicaScenario.Replica) async throws {
        let before = try replica.leases(method).count
        try await eventually("another \(method) of the Lease") { try replica.leases(method).count > before }
    }

    @Test(
        "only the leader writes; told to end, it releases the Lease, and the other one writes within 3 s of being told")
    func release() async throws {
        try await ReplicaScenario.run(spec, times: []) { scenario in
            let (leader, standby) = try await scenario.startPair(["a", "b"])
            #expect(try standby.writes().isEmpty)
            try await scenario.disturbing("a") {
                // The worst moment: the other one has just seen that the Lease is held.
                try await nextRequest("GET", of: standby)
                let told = CountingProxy.now
                leader.process.signal(15)
                let ended = try await leader.process.finish(within: .seconds(20))
                #expect(ended.exitCode == 0, "\(ended.errors)")
                try await eventually("the other one follows") { try !standby.writes().isEmpty }
                try expectFollowed(by: standby, since: told, within: .seconds(3))
            }
            #expect(ended(leader))
            try expectTurns(leader, standby)
        }
    }

    private func ended(_ replica: ReplicaScenario.Replica) -> Bool {
        replica.process.errors.contains("the Lease is released")
    }

    @Test("a killed leader is followed within 20 s, with the usual times")
    func crash() async throws {
        try await ReplicaScenario.run(spec, times: []) { scenario in
            let (leader, standby) = try await scenario.startPair(["a", "b"])
            // The worst moment: all of the Lease's time is left.
            try await nextRequest("PATCH", of: leader)
            let killed = CountingProxy.now
            leader.process.signal(9)
            _ = try await leader.process.finish()
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            try await eventually("the other one follows") { try !standby.writes().isEmpty }
            try expectFollowed(by: standby, since: killed, within: .seconds(20))
            try expectTurns(leader, standby)
        }
    }

    @Test("fault 5: a leader that was stopped until another followed writes nothing when it goes on")
    func stopped() async throws {
        try await ReplicaScenario.run(spec) { scenario in
            let (leader, standby) = try await scenario.startPair(["a", "b"])
            try await scenario.disturbing("a") {
                leader.process.signal(19)
                try await eventually("the other one follows", within: .seconds(20)) { try !standby.writes().isEmpty }
                leader.process.signal(18)
                try await eventually("the first one knows") {
                    leader.process.errors.contains("no longer the leader")
                }
                let count = try standby.writes().count
                try await eventually("the other one goes on") { try standby.writes().count > count + 2 }
            }
            try expectTurns(leader, standby)
        }
    }

    @Test("a leader whose renewals are held back stops before another follows, and late renewals change nothing")
    func delayedRenewals() async throws {
        try await ReplicaScenario.run(spec) { scenario in
            let (leader, standby) = try await scenario.startPair(["a", "b"])
            try await scenario.disturbing("a") {
                try leader.proxy.arrange(delays: [.init(9, to: "*", pathContaining: "/leases/")])
                try await eventually("the other one follows", within: .seconds(20)) { try !standby.writes().isEmpty }
                #expect(leader.process.errors.contains("no longer the leader"))
                let holder = try await scenario.holder()
                let late = try leader.proxy.requests().count { $0.path.contains("/leases/") }
                try await eventually("a renewal arrives late") {
                    try leader.proxy.requests().count { $0.path.contains("/leases/") } > late
                }
                #expect(try await scenario.holder() == holder)
            }
            try expectTurns(leader, standby)
        }
    }

    @Test("fault 31: an API server that takes 2 s for every call costs nobody the Lease")
    func slow() async throws {
        try await ReplicaScenario.run(spec, times: []) { scenario in
            let (leader, standby) = try await scenario.startPair(["a", "b"])
            try leader.proxy.arrange(delays: [.init(2, to: "*", pathContaining: "/")])
            try await scenario.namespace.delete("deployments", group: "apps/v1", "a")
            let renewals = { try leader.proxy.requests().count { $0.path.contains("/leases/") && $0.status == 200 } }
            let before = try renewals()
            try await eventually("five renewals", within: .seconds(40)) { try renewals() >= before + 5 }
            #expect(!leader.process.errors.contains("no longer the leader"))
            #expect(try standby.writes().isEmpty)
            try await eventually("it is mended all the same") {
                try await scenario.namespace.exists("deployments", group: "apps/v1", "a")
            }
        }
    }

    @Test("fault 7: a Lease that is deleted or edited never leads to two that write, and someone writes again")
    func interference() async throws {
        try await ReplicaScenario.run(spec) { scenario in
            let (first, second) = try await scenario.startPair(["a", "b"])
            let editing: [(String, JSONValue?)] = [
                ("deleted", nil), ("emptied", ["spec": ["holderIdentity": ""]]),
                ("another duration", ["spec": ["leaseDurationSeconds": 1]]),
                ("another holder", ["spec": ["holderIdentity": "ghost"]]),
            ]
            for (what, patch) in editing {
                let writes = try first.writes().count + second.writes().count
                try await scenario.disturbing("a") {
                    if let patch {
                        try await scenario.namespace.patch(
                            "leases", group: "coordination.k8s.io/v1", ReplicaScenario.lease, patch)
                    } else {
                        try await scenario.namespace.delete(
                            "leases", group: "coordination.k8s.io/v1", ReplicaScenario.lease)
                    }
                    try await eventually("\(what): somebody writes", within: .seconds(40)) {
                        try first.writes().count + second.writes().count > writes + 3
                    }
                    try await eventually("\(what): somebody holds it", within: .seconds(40)) {
                        let holder = try await scenario.holder()
                        return !holder.isEmpty && holder != "ghost"
                    }
                }
            }
            try expectNoOverlap([first, second])
        }
    }

    /// Between two writes of one process within a term there is none of the other one: whoever wrote last goes on, or the
    /// other one begins after a pause.
    private func expectNoOverlap(_ replicas: [ReplicaScenario.Replica]) throws {
        let writes = try replicas.enumerated().flatMap { index, replica in
            try replica.writes().map { (time: $0.time, by: index) }
        }.sorted { $0.time < $1.time }
        for (before, after) in zip(writes, writes.dropFirst()) where before.by != after.by {
            // The quickest hand-over without a release: the renew deadline of 4 s, less what the last renewal was ago.
            #expect(after.time - before.time > .milliseconds(500))
        }
    }
}
