import Documents
import TestPeers
import Testing

/// `operator run` where the spec's namespace goes and comes.
@Suite("the controller and its namespace", .requires(.controllers))
struct ControllerNamespaceTests {
    @Test("fault 30: a namespace that ends, is missing and is made again needs no hand, and is not fought for")
    func comesAndGoes() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b"])
            let namespace = scenario.namespace
            let plane = namespace.controlPlane
            try await namespace.create(
                "configmaps", ["metadata": ["name": "keeper", "finalizers": ["example.com/keeper"]]])
            try await plane.request("DELETE", "/api/v1/namespaces/\(namespace.name)").orThrow()
            let process = scenario.process
            try await eventually("it is told that the namespace ends", within: .seconds(60)) {
                process.errors.contains("NamespaceTerminating") || process.errors.contains("is being terminated")
                    || process.errors.contains("is being deleted")
            }
            try await eventually("the writers are gone", within: .seconds(60)) {
                try await scenario.reconcile.deploymentNames().isEmpty
            }
            #expect(process.status == nil)
            try await namespace.patch("configmaps", "keeper", ["metadata": ["finalizers": []]])
            try await eventually("the namespace is gone", within: .seconds(60)) {
                try await plane.request("GET", "/api/v1/namespaces/\(namespace.name)").status == 404
            }
            let writes = try scenario.writes().count
            let passes = try await scenario.metric("persistence_operator_reconciles_total")
            try await eventually("it is looked at again", within: .seconds(60)) {
                try await scenario.metric("persistence_operator_reconciles_total") > passes
            }
            let more = try scenario.writes().dropFirst(writes)
            #expect(more.isEmpty, "nothing is written to what is not there")

            try await plane.request("POST", "/api/v1/namespaces", ["metadata": ["name": .string(namespace.name)]])
                .orThrow()
            try await namespace.create(
                "serviceaccounts", ["metadata": ["name": .string(ReconcileScenario.serviceAccount)]])
            try await eventually("the writers are back", within: .seconds(90)) {
                try await scenario.reconcile.deploymentNames() == ["a", "b"]
            }
            try await eventually("the rest is too", within: .seconds(60)) {
                try await scenario.reconcile.diff().exitCode == 0
            }
        }
    }

    @Test("fault 30: a namespace and a service account that are made after the controller began are found")
    func madeLater() async throws {
        var spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        spec[path: "common_persistence_specs", "service_account_name"] = "later"
        try await ControllerScenario.run(spec) { scenario in
            try await eventually("the account is missed") {
                try await scenario.writer("a")?["reason"] == "ServiceAccountMissing"
            }
            try await scenario.namespace.create("serviceaccounts", ["metadata": ["name": "later"]])
            try await scenario.settled(["a"])
        }
    }
}
