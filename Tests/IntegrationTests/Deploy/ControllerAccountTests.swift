import Documents
import TestPeers
import Testing

/// The account of deploy/: with a real token of it, the controller as deploy/ starts it does all its work, and what its roles
/// allow is what that takes; also where it only looks.
@Suite("the account of deploy/", .requires(.controllers), .requires(.kubectl))
struct ControllerAccountTests {
    private func spec() throws -> JSONValue {
        let shape: JSONValue = [
            "hpa_specs": ["hpa_min_replicas": 1, "hpa_max_replicas": 3], "pdb_max_unavailable": "1",
        ]
        var spec = try ReconcileScenario.example("pubsub.json")
        spec["writers"] = .array([
            ReconcileScenario.writer("a", shape), ReconcileScenario.writer("b", shape), ReconcileScenario.writer("c"),
            ReconcileScenario.writer("d"),
        ])
        spec["autodiscover_key"] = .string(TestSecret.autodiscoverKey.value)
        return spec
    }

    /// Pods that need a ConfigMap: it is looked for before they are made.
    private func catalogue() throws -> String {
        try Scratch.file(
            "catalogue.json",
            #"{"podTemplate": {"spec": {"volumes": [{"name": "settings", "configMap": {"name": "settings"}}]}}}"#)
    }

    @Test(
        "create, update, mend, prune, conflict, status, events and the Lease: each rule is used, and nothing is refused"
    )
    func everything() async throws {
        try await DeployedAccount.run(.controller) { account in
            try await ControllerScenario.run(
                spec(), from: .resource, options: account.options + ["--catalogue", try catalogue()],
                kubeconfig: { namespace, _ in try await admit(account, to: namespace) }
            ) { scenario in
                try await work(&scenario, account.proxy)
            }
            try await ControllerScenario.run(
                scaledSpec, from: .resource, options: account.options,
                kubeconfig: { namespace, _ in try await admit(account, to: namespace) }
            ) { scenario in
                try await scale(&scenario, account.proxy)
            }
        }
    }

    /// A writer on Kafka that KEDA scales, with a login of its own.
    private var scaledSpec: JSONValue {
        var spec = ReconcileScenario.kafka(
            ReconcileScenario.writer(
                "k", ["hpa_specs": ["hpa_max_replicas": 3], "kafka_consumer_group_override": "g"]))
        spec["kafka_security_protocol"] = "SASL_SSL"
        spec["kafka_sasl_mechanism"] = "AWS_MSK_IAM"
        return spec
    }

    private func scale(_ scenario: inout ControllerScenario, _ proxy: CountingProxy) async throws {
        let namespace = scenario.namespace
        func scaler() async throws -> JSONValue? {
            try await namespace.list("scaledobjects", group: "keda.sh/v1alpha1").first
        }
        try await eventually("the scaler is there", within: .seconds(60)) { try await scaler() != nil }
        try proxy.arrange(
            answers: ["scaledobjects", "triggerauthentications"].map {
                .init(
                    409, to: "PATCH", pathContaining: "/\($0)/",
                    body:
                        #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict","message":"no","code":409}"#
                )
            })
        var writers = scenario.reconcile.spec["writers"]?.array ?? []
        writers[0][path: "hpa_specs", "hpa_max_replicas"] = 4
        scenario.reconcile.spec["writers"] = .array(writers)
        scenario.reconcile.spec["kafka_sasl_mechanism"] = "SCRAM-SHA-512"
        scenario.reconcile.spec["kafka_sasl_secret"] = "k8s://kafka"
        try await scenario.save()
        try await eventually("the scaler is changed", within: .seconds(60)) {
            try await scaler()?[path: "spec", "maxReplicaCount"] == 4
        }
        try await eventually("its login too", within: .seconds(60)) {
            try await namespace.list("triggerauthentications", group: "keda.sh/v1alpha1").first?[
                path: "spec", "secretTargetRef"] != nil
        }
        writers[0]["hpa_specs"] = nil
        scenario.reconcile.spec["writers"] = .array(writers)
        try await scenario.save()
        try await eventually("both are gone", within: .seconds(60)) {
            let logins = try await namespace.list("triggerauthentications", group: "keda.sh/v1alpha1")
            return try await scaler() == nil && logins.isEmpty
        }
    }

    /// Lets an account into a namespace, which has what the pods need.
    private func admit(_ account: DeployedAccount, to namespace: TestNamespace) async throws -> String {
        try await account.grant(in: namespace)
        try await namespace.create("configmaps", ["metadata": ["name": "settings"]])
        return account.proxy.kubeconfig
    }

    @Test("--mode observe plans, shows and looks at pods with the rights of its overlay: to read, and no others")
    func observing() async throws {
        try await DeployedAccount.run(.observe) { account in
            #expect(account.options.contains("--mode=observe"))
            try await ControllerScenario.run(
                spec(), from: .resource, options: account.options + ["--catalogue", try catalogue()],
                kubeconfig: { namespace, _ in
                    try await makeDeployment("a", in: namespace)
                    return try await admit(account, to: namespace)
                }
            ) { scenario in
                try await eventually("the plan is shown", within: .seconds(60)) {
                    let diff = try await scenario.fetch("/diff").body
                    return diff.contains("/b create (NewWriter") && diff.contains("NotOurs")
                }
                try await eventually("it is ready") { try await scenario.fetch("/readyz").status == "200" }
                try await eventually("pods are looked at", within: .seconds(60)) {
                    try account.proxy.requests().contains { $0.path.contains("/pods?") }
                }
                #expect(try await scenario.reconcile.deploymentNames() == ["a"])
                #expect(try await scenario.status() == nil)
            }
            #expect(try account.proxy.requests().allSatisfy { $0.method == "GET" })
            #expect(try await account.granted().allSatisfy { ["get", "list", "watch"].contains($0.verb) })
        }
    }

    /// One that whatever manages the writers today has made.
    private func makeDeployment(_ name: String, in namespace: TestNamespace) async throws {
        let labels: JSONValue = ["app": .string(name)]
        let pod: JSONValue = ["containers": [["name": "writer", "image": "example.com/by-hand:1"]]]
        try await namespace.create(
            "deployments", group: "apps/v1",
            [
                "metadata": ["name": .string(name)],
                "spec": [
                    "selector": ["matchLabels": labels], "template": ["metadata": ["labels": labels], "spec": pod],
                ],
            ])
    }

    private func work(_ scenario: inout ControllerScenario, _ proxy: CountingProxy) async throws {
        let names = ["a", "b", "c", "d"]
        try await eventually("all are applied", within: .seconds(60)) {
            try await scenario.reconcile.deploymentNames() == names
        }
        // Another one writes at the same time: what the server refuses as a conflict is read again.
        try proxy.arrange(
            answers: ["deployments", "poddisruptionbudgets", "horizontalpodautoscalers", "secrets"].map {
                .init(
                    409, to: "PATCH", pathContaining: "/\($0)/",
                    body:
                        #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Conflict","message":"no","code":409}"#
                )
            })
        scenario.reconcile.spec[path: "common_persistence_specs", "bus_writer_image_python"] = "example.com/python:2"
        scenario.reconcile.spec["autodiscover_key"] = .string(TestSecret.autodiscoverKey.value + "2")
        var writers = scenario.reconcile.spec["writers"]?.array ?? []
        writers[0][path: "hpa_specs", "hpa_max_replicas"] = 4
        writers[0]["pdb_max_unavailable"] = "2"
        scenario.reconcile.spec["writers"] = .array(writers)
        try await scenario.save()
        // Of all: one that is deleted before its turn would be made again by the same pass, and is no drift.
        for name in names {
            try await eventually("the new image of \(name)", within: .seconds(60)) {
                try await scenario.reconcile.container(name)?["image"] == "example.com/python:2"
            }
        }
        for round in 1...2 {
            try await scenario.namespace.delete("deployments", group: "apps/v1", "c")
            try await eventually("mended \(round)") {
                try await scenario.reconcile.deploymentNames() == names
            }
            try await eventually("told \(round)") {
                try await scenario.metric("persistence_operator_events_total", "DriftMended") == Double(round)
            }
        }
        scenario.reconcile.spec["autodiscover_key"] = nil
        scenario.reconcile.spec["writers"] = .array(Array(writers.dropFirst()))
        for name in names { try await scenario.namespace.completeRollout(of: name) }
        try await scenario.save()
        try await eventually("what nobody asks for any more is gone", within: .seconds(60)) {
            let state = try await scenario.reconcile.endState().keys
            return !state.contains { $0.hasSuffix("/a") || $0.hasPrefix("secrets/") }
        }
        try await eventually("pods are looked at", within: .seconds(60)) {
            try proxy.requests().contains { $0.path.contains("/pods?") }
        }
        try await eventually("the status is about it", within: .seconds(30)) {
            try await scenario.status()?["writers"]?.array?.count == 3
        }
    }
}
