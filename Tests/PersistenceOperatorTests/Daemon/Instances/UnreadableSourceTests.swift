import Documents
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("a source that the account may not read", .timeLimit(.minutes(3)))
struct UnreadableSourceTests {
    private let valid = "persistence_operator_spec_valid{instance=\"background-persistence\"}"
    private let resourceValid = "persistence_operator_spec_valid{instance=\"n/example\"}"

    private func resource(_ spec: String = ControllersFixture.spec()) throws -> JSONValue {
        [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence",
            "metadata": ["name": "example", "namespace": "n"], "spec": try JSONValue(parsing: spec),
        ]
    }

    private func condition(_ status: JSONValue?, _ kind: String = "SpecValid") -> String? {
        status?["conditions"]?.array?.first { $0["type"]?.string == kind }.map {
            "\($0["status"]?.string ?? "") \($0["reason"]?.string ?? "")"
        }
    }

    private func status(_ cluster: StubCluster) -> JSONValue? {
        cluster.object("configmaps", namespace: "n", name: "background-persistence-status")?[
            path: "data", "status.json"
        ]?.string.flatMap { try? JSONValue(parsing: $0) }
    }

    @Test(
        "is told by metric, probe and log from the beginning, and read when the right is granted",
        arguments: [403, 401])
    func neverReadable(code: Int) async throws {
        try await ControllersFixture.run(
            try ControllersFixture.configMapOrigin(),
            prepare: {
                $0.put("configmaps", ControllersFixture.configMap())
                $0.refuseReads("configmaps", with: code)
            }
        ) { controllers in
            try await eventually("the metric says so") { controllers.metric(valid) == 0 }
            try await eventually("the probe says so") {
                controllers.fetch("/readyz").contains(
                    "ConfigMap n/specs: it may not be read: the API server answers \(code)")
            }
            #expect(!controllers.log.lines(containing: "reason=Unreadable").isEmpty)
            controllers.cluster.refuseReads("configmaps", with: nil)
            try await eventually("the spec is in force") { controllers.hasDeployment("a") }
            #expect(controllers.metric(valid) == 1)
            try await eventually("the probe is content") { controllers.fetch("/readyz") == "ok\n" }
        }
    }

    @Test("is not ready before it was read once, whatever the reason")
    func notReadYet() async throws {
        try await ControllersFixture.run(
            try ControllersFixture.configMapOrigin(), prepare: { $0.refuseReads("configmaps", with: 500) }
        ) { controllers in
            try await eventually("the probe says so") {
                controllers.fetch("/readyz") == "background-persistence: the spec has not been read yet\n"
            }
            #expect(controllers.metric(valid) == nil)
        }
    }

    @Test("is told in the status when the right goes later; a hand brake stays pulled, and an outage is no refusal")
    func revoked() async throws {
        let paused = ControllersFixture.configMap(annotations: ["persistence-operator.io/paused": "true"])
        try await ControllersFixture.runOne { controllers in
            try await eventually("the status is written") { condition(status(controllers.cluster)) == "True Succeeded" }
            controllers.cluster.put("configmaps", paused)
            try await eventually("it is paused") { !controllers.log.lines(containing: "notice paused").isEmpty }
            controllers.cluster.refuseReads("configmaps", with: 503)
            try await eventually("the source cannot be watched") {
                !controllers.log.lines(containing: "cannot watch configmaps: the API server answers 503").isEmpty
            }
            #expect(controllers.metric(valid) == 1)
            controllers.cluster.refuseReads("configmaps", with: 403)
            try await eventually("the metric says so") { controllers.metric(valid) == 0 }
            try await eventually("the status says so") {
                condition(status(controllers.cluster)) == "False Unreadable"
            }
            #expect(controllers.log.lines(containing: "no longer paused").isEmpty)
            controllers.cluster.refuseReads("configmaps", with: nil)
            try await eventually("it is readable again") { controllers.metric(valid) == 1 }
        }
    }

    @Test("concerns each of the custom resources where these may not be read any more")
    func resources() async throws {
        try await ControllersFixture.run(
            .resources(namespaces: ["n"]), prepare: { $0.put("backgroundpersistences", try resource()) }
        ) { controllers in
            try await eventually("its writer is made") { controllers.hasDeployment("a") }
            let name = "the BackgroundPersistence resources of n"
            controllers.cluster.refuseReads("backgroundpersistences", with: 403)
            try await eventually("the metric says so") { controllers.metric(resourceValid) == 0 }
            try await eventually("the probe says so") {
                controllers.fetch("/readyz").contains("\(name) may not be read")
            }
            #expect(controllers.log.lines(containing: "error \(name) may not be read").count == 1)
            controllers.cluster.refuseReads("backgroundpersistences", with: nil)
            try await eventually("it is in force again") { controllers.metric(resourceValid) == 1 }
            try await eventually("the probe is content") { controllers.fetch("/readyz") == "ok\n" }
            try await eventually("the status was never lost") {
                condition(
                    controllers.cluster.object("backgroundpersistences", namespace: "n", name: "example")?["status"])
                    == "True Succeeded"
            }
        }
    }

    @Test("is named where custom resources could never be listed")
    func resourcesNeverListed() async throws {
        try await ControllersFixture.run(
            .resources(namespaces: nil), prepare: { $0.refuseReads("backgroundpersistences", with: 404) }
        ) { controllers in
            try await eventually("the probe says why") {
                controllers.fetch("/readyz").hasPrefix(
                    "the BackgroundPersistence resources of all namespaces have not been listed yet: the API server answers 404"
                )
            }
        }
    }
}
