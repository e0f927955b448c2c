import Documents
import TestPeers
import Testing

/// What deploy/ installs, and that taking it away leaves the writers as they are.
@Suite("installing and uninstalling", .requires(.controllers), .requires(.kubectl))
struct InstallationTests {
    @Test(
        "every overlay is whole, and none but the controller's own namespace is in it",
        arguments: [
            ".", "controller", "target", "overlays/eks", "overlays/gke", "overlays/observe", "overlays/before-1.21",
            "overlays/kafka-credentials", "overlays/kafka-secret",
        ])
    func overlays(folder: String) async throws {
        let text = try await Installation(ControlPlane.shared()).objects(folder)
        let kinds = text.matches(of: /(?m)^kind: (\w+)$/).map { String($0.output.1) }
        #expect(kinds.contains("Role"))
        #expect(kinds.count { $0 == "Namespace" } == (folder == "target" ? 0 : 1))
        #expect(text.contains("eks.amazonaws.com/role-arn") == (folder == "overlays/eks"))
        #expect(text.contains("iam.gke.io/gcp-service-account") == (folder == "overlays/gke"))
        #expect(text.contains("--kafka-credentials-dir") == (folder == "overlays/kafka-credentials"))
        #expect(text.contains("--allow-secret=k8s://") == (folder == "overlays/kafka-secret"))
        #expect(text.contains("--mode=observe") == (folder == "overlays/observe"))
        if folder == "overlays/observe" { #expect(!text.contains("- patch\n") && !text.contains("- create\n")) }
    }

    @Test("uninstalling in any order leaves the writers untouched, and reinstalling takes them over without a rollout")
    func orders() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        try await ControllerScenario.run(spec, from: .resource) { scenario in
            let installation = Installation(scenario.namespace.controlPlane)
            try await installation.install()
            try await scenario.settled(["a", "b"])
            let before = try await scenario.reconcile.fingerprint()
            let pods = try await scenario.namespace.list("pods").count
            func expectUntouched(_ what: String) async throws {
                #expect(try await scenario.reconcile.fingerprint() == before, "\(what)")
                #expect(try await scenario.namespace.list("pods").count == pods, "\(what)")
            }

            // First the definition, under a controller that runs; then the rest.
            try await installation.deleteDefinition()
            let process = scenario.process
            try await eventually("the controller knows") { process.errors.contains("the resource is gone") }
            try await expectUntouched("without the definition")
            try await installation.uninstall()
            try await expectUntouched("without anything")

            // Back again, then the other way round.
            try await installation.install()
            try await scenario.save()
            try await eventually("it is driven again", within: .seconds(90)) {
                try await scenario.condition("SpecValid")?.status == "True"
            }
            try await expectUntouched("installed again")
            try await installation.uninstall()
            try await installation.deleteDefinition()
            try await expectUntouched("gone for good")
            for name in ["a", "b"] {
                let metadata = try await scenario.reconcile.deployment(name)["metadata"]
                #expect(metadata?["ownerReferences"] == nil && metadata?["finalizers"] == nil)
            }
            try await installation.install()
        }
    }
}
