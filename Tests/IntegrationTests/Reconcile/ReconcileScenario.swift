import Documents
import TestPeers

/// One instance in a namespace of its own, reconciled by the built program through a proxy that counts.
struct ReconcileScenario {
    let namespace: TestNamespace
    let proxy: CountingProxy
    /// The spec as it stands.
    var spec: JSONValue
    /// Added to every call that looks at the bus or the cluster.
    var options: [String] = []
    var environment: [String: String] = [:]

    static let serviceAccount = "background-persistence-sa"

    /// Runs a test body with a scenario.
    static func run(
        _ spec: JSONValue, options: [String] = [], environment: [String: String] = [:],
        _ body: (inout ReconcileScenario) async throws -> Void
    ) async throws {
        let controlPlane = try await ControlPlane.shared()
        let proxy = try await CountingProxy(before: controlPlane)
        try await controlPlane.withNamespace(serviceAccount: serviceAccount) { namespace in
            var spec = spec
            spec[path: "common_persistence_specs", "namespace"] = .string(namespace.name)
            var scenario = ReconcileScenario(
                namespace: namespace, proxy: proxy, spec: spec, options: options, environment: environment)
            try await body(&scenario)
        }
        await proxy.stop()
    }

    /// An example of the project, with changes to its top level.
    static func example(_ name: String, _ change: (inout JSONValue) -> Void = { _ in }) throws -> JSONValue {
        var spec = try JSONValue(parsing: Scratch.text(ofFile: Checkout.path("examples/\(name)")))
        change(&spec)
        return spec
    }

    /// A Kafka spec of writers that all consume `result_bus_topic_id`; the bus is not looked at unless options say so.
    static func kafka(_ writers: JSONValue...) -> JSONValue {
        [
            "common_persistence_specs": [
                "bus_backend": "KAFKA", "namespace": "replaced", "service_account_name": .string(serviceAccount),
                "bus_writer_image_go": "example.com/go:1", "bus_writer_image_python": "example.com/python:1",
                "bus_writer_image_rust": "example.com/rust:1",
                "result_bus_topic_id": "result-bus", "metrics_bus_topic_id": "metrics-bus",
                "query_log_subscription_id": "query-log", "query_log_result_topic": "query-log-results",
                "bigquery_streaming_write_topic": "streaming", "kafka_dlq_topic": "dlq",
            ],
            "kafka_bootstrap_servers": "localhost:9092", "writers": .array(writers),
        ]
    }

    /// An entry of `writers`.
    static func writer(_ name: String, type: String = "ONLINE_WRITER", _ fields: JSONValue = [:]) -> JSONValue {
        var writer = fields
        writer["name"] = .string(name)
        writer["bus_subscriber_type"] = .string(type)
        if writer["request"] == nil { writer["request"] = ["cpu": "10m", "memory": "16Mi"] }
        return writer
    }

    // MARK: Running

    /// `operator reconcile --once`.
    @discardableResult
    func reconcile(_ more: String..., kubeconfig: String? = nil) async throws -> FinishedProcess {
        try await finish(start(["reconcile", "--once"] + more, kubeconfig: kubeconfig))
    }

    /// `operator diff`.
    func diff(_ more: String..., kubeconfig: String? = nil) async throws -> FinishedProcess {
        try await finish(start(["diff"] + more, kubeconfig: kubeconfig))
    }

    func start(_ arguments: [String], kubeconfig: String? = nil) throws -> ChildProcess {
        let file = try Scratch.file("spec.json", spec.text(pretty: true))
        return try OperatorCLI.start(
            arguments + ["-f", file, "--kubeconfig", kubeconfig ?? proxy.kubeconfig] + options, environment: environment
        )
    }

    func finish(_ process: ChildProcess) async throws -> FinishedProcess {
        try await process.finish(within: .seconds(120))
    }

    /// The writes of a body.
    func writes(_ body: () async throws -> Void) async throws -> [CountingProxy.Request] {
        let before = try proxy.writes().count
        try await body()
        return Array(try proxy.writes().dropFirst(before))
    }

    // MARK: Looking

    func deployment(_ name: String) async throws -> JSONValue {
        try await namespace.get("deployments", group: "apps/v1", name)
    }

    func deploymentNames() async throws -> [String] {
        try await namespace.list("deployments", group: "apps/v1").compactMap { $0[path: "metadata", "name"]?.string }
    }

    func container(_ name: String) async throws -> JSONValue? {
        try await deployment(name)[path: "spec", "template", "spec", "containers"]?.array?.first
    }

    /// The names of a writer's variables.
    func variables(_ name: String) async throws -> [String] {
        try await container(name)?["env"]?.array?.compactMap { $0["name"]?.string } ?? []
    }

    /// What must not move when nothing is written: generations, and when our manager last wrote.
    func fingerprint() async throws -> [String] {
        var lines: [String] = []
        for (resource, group) in kinds {
            for object in try await namespace.list(resource, group: group) {
                let ours = object[path: "metadata", "managedFields"]?.array?.filter {
                    $0["manager"]?.string?.hasPrefix("persistence-operator/") == true
                }
                guard let ours, !ours.isEmpty else { continue }
                lines.append(
                    "\(object[path: "metadata", "name"]?.string ?? "") \(object[path: "metadata", "generation"]?.integer ?? 0) "
                        + ours.map { $0["time"]?.string ?? "" }.joined(separator: ","))
            }
        }
        return lines
    }

    /// The end state of a run: every object of ours without what differs between two equal runs, which is the namespace's
    /// name and the content hashes that it is part of.
    func endState() async throws -> [String: JSONValue] {
        var state: [String: JSONValue] = [:]
        var names = [namespace.name: "NAMESPACE"]
        for deployment in try await namespace.list("deployments", group: "apps/v1") {
            if let revision = deployment[path: "metadata", "annotations", "persistence-operator.io/revision"]?.string {
                names[revision] = "REVISION"
            }
        }
        for (resource, group) in kinds {
            for object in try await namespace.list(resource, group: group) {
                guard object[path: "metadata", "labels", "persistence-operator.io/instance"] != nil else { continue }
                let name = object[path: "metadata", "name"]?.string ?? ""
                var kept: JSONValue = [
                    "labels": object[path: "metadata", "labels"] ?? .null,
                    "annotations": object[path: "metadata", "annotations"] ?? .null,
                    "spec": object["spec"] ?? .null, "data": object["data"] ?? .null,
                ]
                // Written by the Deployment controller, in its own time.
                kept[path: "annotations", "deployment.kubernetes.io/revision"] = nil
                let text = names.reduce(kept.text()) { $0.split(separator: $1.key).joined(separator: $1.value) }
                state["\(resource)/\(name)"] = try JSONValue(parsing: text)
            }
        }
        return state
    }

    /// What the operator writes, in versions that the control plane serves.
    private var kinds: [(resource: String, group: String)] {
        let minor = namespace.controlPlane.minorVersion
        return [
            ("deployments", "apps/v1"), ("poddisruptionbudgets", minor >= 21 ? "policy/v1" : "policy/v1beta1"),
            ("horizontalpodautoscalers", minor >= 23 ? "autoscaling/v2" : "autoscaling/v2beta2"), ("configmaps", "v1"),
            ("secrets", "v1"),
        ]
    }
}
