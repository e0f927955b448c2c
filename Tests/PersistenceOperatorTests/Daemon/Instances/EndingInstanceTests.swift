import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("a custom resource that goes while a write for it is under way", .timeLimit(.minutes(3)))
struct EndingInstanceTests {
    private func resource(_ name: String, uid: String, writer: String) throws -> JSONValue {
        [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence",
            "metadata": ["name": .string(name), "namespace": "n", "uid": .string(uid)],
            "spec": try JSONValue(parsing: ControllersFixture.spec(writer)),
        ]
    }

    @Test("delays no other one, and the next of its name begins when that write is over")
    func ending() async throws {
        try await ControllersFixture.run(
            .resources(namespaces: ["n"]),
            prepare: { cluster in
                cluster.hold { $0.method == "PATCH" && $0.path.hasSuffix("/deployments/slow") }
                cluster.put("backgroundpersistences", try resource("x", uid: "x-1", writer: "slow"))
                cluster.put("backgroundpersistences", try resource("y", uid: "y", writer: "b"))
            }
        ) { controllers in
            let cluster = controllers.cluster
            func isGone() -> Bool { !controllers.log.lines(containing: "the resource is gone").isEmpty }
            try await eventually("the write is under way, and the other instance's done") {
                controllers.hasDeployment("slow") && controllers.hasDeployment("b")
            }
            cluster.remove("backgroundpersistences", namespace: "n", name: "x")
            cluster.put("backgroundpersistences", try resource("y", uid: "y", writer: "c"))
            try await eventually("the other one is changed") { controllers.hasDeployment("c") }
            cluster.put("backgroundpersistences", try resource("x", uid: "x-2", writer: "d"))
            cluster.put("backgroundpersistences", try resource("y", uid: "y", writer: "e"))
            try await eventually("the other one is changed again") { controllers.hasDeployment("e") }
            #expect(!isGone() && !controllers.hasDeployment("d"), "two would keep one instance")
            cluster.hold { _ in false }
            try await eventually("the next one begins") { controllers.hasDeployment("d") }
            #expect(isGone())
            try await eventually("its metrics are not taken for those of the one that went") {
                controllers.metric("persistence_operator_spec_valid{instance=\"n/x\"}") == 1
            }
        }
    }

    @Test("is waited for before another process may write")
    func lossOfLeadership() async throws {
        try await ControllersFixture.run(
            .resources(namespaces: ["n"]), mayWrite: false,
            prepare: { cluster in
                cluster.hold { $0.method == "PATCH" && $0.path.hasSuffix("/deployments/slow") }
                cluster.put("backgroundpersistences", try resource("x", uid: "x", writer: "slow"))
                cluster.put("backgroundpersistences", try resource("y", uid: "y", writer: "b"))
            }
        ) { controllers in
            let cluster = controllers.cluster
            let hasEnded = Flag()
            let term = Task {
                await controllers.supervisor.reconcile(isTakingOver: true)
                hasEnded.set()
            }
            try await eventually("the write is under way") {
                controllers.hasDeployment("slow") && controllers.hasDeployment("b")
            }
            cluster.remove("backgroundpersistences", namespace: "n", name: "x")
            cluster.put("backgroundpersistences", try resource("y", uid: "y", writer: "c"))
            try await eventually("the removal was seen") { controllers.hasDeployment("c") }
            term.cancel()
            try await eventually("the other one has ended") {
                controllers.metric("persistence_operator_queue_depth{instance=\"n/y\"}") == nil
            }
            #expect(!hasEnded.isSet)
            cluster.hold { _ in false }
            await term.value
            #expect(hasEnded.isSet)
        }
    }
}
