import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("the line of each write", .timeLimit(.minutes(3)))
struct AuditTests {
    private func twoWriters() -> String {
        ControllersFixture.spec().replacing(
            #""writers": ["#, with: #""writers": [{"name": "slow", "bus_subscriber_type": "ONLINE_WRITER"}, "#)
    }

    @Test("says what, why and on whose behalf as soon as the write is made, whatever the rest of the plan does")
    func atOnce() async throws {
        try await ControllersFixture.run(
            try ControllersFixture.configMapOrigin(),
            prepare: { cluster in
                cluster.hold { $0.method == "PATCH" && $0.path.hasSuffix("/deployments/slow") }
                cluster.put("configmaps", ControllersFixture.configMap(twoWriters()))
            }
        ) { controllers in
            let line = try await eventually("the first write has its line") {
                controllers.log.lines(containing: "notice written").first { $0.contains("writer=a") }
            }
            for part in [
                " action=create ", " instance=background-persistence ", " object=Deployment n/a ", " reason=NewWriter ",
                " revision=", " source=ConfigMap n/specs ", " step=2 ",
            ] {
                #expect(line.contains(part), "\(line)")
            }
            controllers.cluster.hold { _ in false }
            try await eventually("the last one has too") {
                controllers.log.lines(containing: "notice written").contains {
                    $0.contains("object=ConfigMap n/background-persistence-inventory reason=Remember")
                }
            }
            #expect(controllers.log.lines(containing: "notice written").count == 3)
        }
    }

    @Test("is there for what only tells how it is, at level debug")
    func telling() async throws {
        try await ControllersFixture.run(
            .resources(namespaces: ["n"]),
            prepare: {
                $0.put(
                    "backgroundpersistences",
                    [
                        "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence",
                        "metadata": ["name": "x", "namespace": "n"],
                        "spec": try JSONValue(parsing: ControllersFixture.spec()),
                    ])
            }
        ) { controllers in
            let status = try await eventually("the status has its line") {
                controllers.log.lines(containing: "debug written").first { $0.contains("reason=StatusChanged") }
            }
            #expect(status.contains(" action=create changed="), "\(status)")
            #expect(status.contains(" instance=n/x object=BackgroundPersistence n/x "), "\(status)")
            #expect(status.contains(" source=BackgroundPersistence n/x"), "\(status)")
            let event = try await eventually("the event has its line") {
                controllers.log.lines(containing: "debug written").first { $0.contains("reason=Applied") }
            }
            #expect(event.contains(" action=create instance=n/x object=Event n/x.test.1 "), "\(event)")
            #expect(event.contains(" source=BackgroundPersistence n/x"), "\(event)")
        }
    }

    @Test("a hold names its step and writer")
    func hold() async throws {
        try await ControllersFixture.run(
            try ControllersFixture.configMapOrigin(),
            prepare: { cluster in
                cluster.put("configmaps", ControllersFixture.configMap(twoWriters()))
                cluster.put(
                    "deployments",
                    [
                        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "slow", "namespace": "n"],
                        "spec": ["replicas": 1],
                    ])
            }
        ) { controllers in
            let line = try await eventually("it is told") { controllers.log.lines(containing: "warning held: ").first }
            #expect(line.contains(" step=1 writer=slow"), "\(line)")
            #expect(line.contains(" revision="), "\(line)")
        }
    }
}
