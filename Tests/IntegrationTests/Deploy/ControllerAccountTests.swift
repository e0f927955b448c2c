import Documents
import TestPeers
import Testing

/// The account of deploy/: with a real token of it, the controller as deploy/ starts it does all its work, and what its roles
/// allow is what that takes.
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
        let controlPlane = try await ControlPlane.shared()
        try await Installation(controlPlane).install()
        try await installScaledObjects(controlPlane)
        let token = try await controlPlane.token(of: "persistence-operator", in: "persistence-operator")
        let proxy = try await CountingProxy(before: controlPlane, token: token)
        let options =
            try await arguments(controlPlane).filter {
                $0 != "run" && $0 != "--all-namespaces" && !$0.contains("listen")
            }
            + ["--listen", "127.0.0.1:0", "--bus-check", "skip", "--catalogue", try catalogue()]
        try await ControllerScenario.run(
            spec(), from: .resource, options: options,
            kubeconfig: { namespace, _ in
                try await controlPlane.kubectl(
                    "-n", namespace.name, "apply", "-f", Checkout.path("deploy/target/role.yaml"))
                try await namespace.create("configmaps", ["metadata": ["name": "settings"]])
                return proxy.kubeconfig
            }
        ) { scenario in
            try await work(&scenario, proxy)
        }
        let requests = try proxy.requests()
        #expect(requests.filter { $0.status == 403 }.map(\.path) == [])
        let used = Set(requests.flatMap(Permission.needed))
        let granted = try await granted(controlPlane)
        #expect(granted.subtracting(used) == [], "granted, and not needed")
        #expect(used.subtracting(granted) == [], "needed, and not granted here")
        try await controlPlane.kubectl("delete", "crd", "scaledobjects.keda.sh")
        await proxy.stop()
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
        try await eventually("the new image", within: .seconds(60)) {
            try await scenario.reconcile.container("a")?["image"] == "example.com/python:2"
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

    /// The arguments of the Deployment.
    private func arguments(_ controlPlane: ControlPlane) async throws -> [String] {
        let text = try await controlPlane.kubectl(
            "-n", "persistence-operator", "get", "deployment", "persistence-operator", "-o", "json")
        let containers = try JSONValue(parsing: text)[path: "spec", "template", "spec", "containers"]?.array
        return containers?.first?["args"]?.array?.compactMap(\.string) ?? []
    }

    /// KEDA's definition, as far as the controller looks at it.
    private func installScaledObjects(_ controlPlane: ControlPlane) async throws {
        let schema: JSONValue = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
        let definition: JSONValue = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "scaledobjects.keda.sh"],
            "spec": [
                "group": "keda.sh", "scope": "Namespaced",
                "names": ["kind": "ScaledObject", "plural": "scaledobjects", "singular": "scaledobject"],
                "versions": [
                    ["name": "v1alpha1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]
                ],
            ],
        ]
        try await controlPlane.kubectl("apply", "-f", "-", input: definition.text())
        try await controlPlane.kubectl("wait", "--for=condition=Established", "crd/scaledobjects.keda.sh")
    }

    /// What the roles of deploy/ allow.
    private func granted(_ controlPlane: ControlPlane) async throws -> Set<Permission> {
        let roles = [
            ["get", "clusterrole", "persistence-operator-resources"],
            ["-n", "persistence-operator", "get", "role", "persistence-operator-leader-election"],
            ["-n", "background-persistence", "get", "role", "persistence-operator"],
        ]
        var granted: Set<Permission> = []
        for role in roles {
            let rules = try JSONValue(parsing: await controlPlane.kubectl(role + ["-o", "json"]))["rules"]?.array ?? []
            for rule in rules { granted.formUnion(Permission.granted(by: rule)) }
        }
        return granted
    }
}

/// A verb on a resource.
struct Permission: Hashable, CustomStringConvertible {
    let verb: String
    let resource: String

    var description: String { "\(verb) \(resource)" }

    static func granted(by rule: JSONValue) -> [Permission] {
        func texts(_ field: String) -> [String] { rule[field]?.array?.compactMap(\.string) ?? [] }
        return texts("verbs").flatMap { verb in
            texts("resources").map { Permission(verb: verb, resource: $0) }
        }
    }

    /// What a request takes. A server-side apply that makes the object takes `create` too.
    static func needed(by request: CountingProxy.Request) -> [Permission] {
        let parts = request.path.split(separator: "?", maxSplits: 1)
        let query = parts.count == 2 ? parts[1] : ""
        var segments = parts[0].split(separator: "/").map(String.init)
        segments.removeFirst(segments.first == "api" ? min(2, segments.count) : min(3, segments.count))
        if segments.first == "namespaces", segments.count > 2 { segments.removeFirst(2) }
        guard let resource = segments.first else { return [] }
        let named = segments.count > 1
        let full = segments.count > 2 ? "\(resource)/\(segments[2])" : resource
        let verbs =
            switch request.method {
            case "GET" where query.contains("watch=1"): ["watch"]
            case "GET": [named ? "get" : "list"]
            case "POST": ["create"]
            case "PATCH": request.status == 201 ? ["patch", "create"] : ["patch"]
            case "DELETE": ["delete"]
            default: [request.method]
            }
        return verbs.map { Permission(verb: $0, resource: full) }
    }
}
