import Documents
import FoundationEssentials
import TestPeers
import Testing

/// One instance in a namespace of its own, kept by `operator run` through a proxy that counts and breaks.
struct ControllerScenario {
    /// Where the controller takes the spec from.
    enum Source {
        case file, configMap, resource
        /// A file in a ConfigMap that is mounted.
        case mounted
    }

    /// The same instance for one-shot commands.
    var reconcile: ReconcileScenario
    private let source: Source
    /// The file that the controller follows, or that the ConfigMap or resource is applied from.
    private let file: String
    private let mounted: MountedConfigMap
    private(set) var process: ChildProcess
    private let arguments: [String]
    private let environment: [String: String]

    var namespace: TestNamespace { reconcile.namespace }
    var proxy: CountingProxy { reconcile.proxy }

    /// The name of the resource, and so of its instance.
    static let resource = "example"

    static let defaults = ["--bus-check", "skip", "--listen", "127.0.0.1:0", "--no-leader-election"]

    /// Runs a body with a controller, which is told to end afterwards and must do so in an orderly way.
    ///
    /// - Parameters:
    ///   - environment: Added to the controller's.
    ///   - kubeconfig: Makes the kubeconfig of the controller's account; unless told, the administrator's through the proxy.
    ///   - fault: What the proxy does to its writes from the beginning on.
    static func run(
        _ spec: JSONValue, from source: Source = .file, options: [String] = defaults,
        environment: [String: String] = [:],
        kubeconfig: ((TestNamespace, CountingProxy) async throws -> String)? = nil,
        fault: CountingProxy.Fault? = nil, answers: [CountingProxy.Answer] = [],
        _ body: (inout ControllerScenario) async throws -> Void
    ) async throws {
        let instance = source == .resource ? ["--instance", resource] : []
        try await ReconcileScenario.run(spec, options: ["--bus-check", "skip"] + instance) { reconcile in
            if source == .resource { try await installDefinition(reconcile.namespace.controlPlane) }
            try reconcile.proxy.arrange(fault, answers: answers)
            let kubeconfig = try await kubeconfig?(reconcile.namespace, reconcile.proxy) ?? reconcile.proxy.kubeconfig
            var scenario = try await ControllerScenario(
                reconcile, source, options + ["--kubeconfig", kubeconfig], environment)
            do {
                try await body(&scenario)
            } catch {
                let lines = scenario.process.errors.split(separator: "\n").suffix(20).joined(separator: "\n")
                Issue.record("the controller's last words:\n\(lines)")
                throw error
            }
            let ended = try await scenario.end()
            #expect(ended.exitCode == 0, "\(ended.errors)")
        }
    }

    private static func installDefinition(_ controlPlane: ControlPlane) async throws {
        try await controlPlane.kubectl("apply", "-k", Checkout.path("deploy/crd"))
        try await controlPlane.kubectl(
            "wait", "--for=condition=Established", "--timeout=30s", "crd/backgroundpersistences.persistence-operator.io"
        )
    }

    private init(_ reconcile: ReconcileScenario, _ source: Source, _ options: [String], _ environment: [String: String])
        async throws
    {
        self.reconcile = reconcile
        self.environment = environment
        self.source = source
        mounted = try MountedConfigMap(key: "spec.json")
        file = source == .mounted ? mounted.file : Scratch.path("followed.json")
        let namespace = reconcile.namespace
        let origin =
            switch source {
            case .file, .mounted: ["-f", file]
            case .configMap: ["--spec-configmap", "\(namespace.name)/specs:spec.json"]
            case .resource: ["--watch-namespace", namespace.name]
            }
        arguments = ["run", "--log-level", "info"] + origin + options
        try await Self.save(reconcile.spec.text(pretty: true), file, source, mounted, namespace)
        process = try OperatorCLI.start(arguments, environment: environment)
    }

    /// Starts another process with the same spec, after the last one has ended.
    mutating func restart() throws { process = try OperatorCLI.start(arguments, environment: environment) }

    /// Tells the process to end (SIGTERM) and waits for that.
    func end() async throws -> FinishedProcess {
        process.signal(15)
        return try await process.finish(within: .seconds(20))
    }

    /// Makes the spec as it stands what the source holds.
    func save() async throws { try await save(reconcile.spec.text(pretty: true)) }

    /// Makes a text what the source holds.
    func save(_ text: String) async throws { try await Self.save(text, file, source, mounted, namespace) }

    private static func save(
        _ text: String, _ file: String, _ source: Source, _ mounted: MountedConfigMap, _ namespace: TestNamespace
    ) async throws {
        var metadata: JSONValue = ["namespace": .string(namespace.name)]
        switch source {
        case .file:
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            return
        case .mounted:
            try mounted.put(text)
            return
        case .configMap:
            metadata["name"] = "specs"
            let object: JSONValue = [
                "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": ["spec.json": .string(text)],
            ]
            try object.text().write(toFile: file, atomically: true, encoding: .utf8)
        case .resource:
            metadata["name"] = .string(resource)
            let object: JSONValue = [
                "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence", "metadata": metadata,
                "spec": try JSONValue(parsing: text),
            ]
            try object.text().write(toFile: file, atomically: true, encoding: .utf8)
        }
        try await namespace.controlPlane.kubectl("apply", "-f", file)
    }

    // MARK: Interfering

    /// Sets a Deployment's image, as `kubectl set image` does.
    func setImage(_ deployment: String, to image: String) async throws {
        try await namespace.controlPlane.request(
            "PATCH",
            namespace.path("deployments", group: "apps/v1", name: deployment) + "?fieldManager=kubectl-set",
            ["spec": ["template": ["spec": ["containers": [["name": "writer", "image": .string(image)]]]]]],
            contentType: "application/strategic-merge-patch+json"
        ).orThrow()
    }

    // MARK: Looking

    /// The status that the controller wrote; `nil`: none.
    func status() async throws -> JSONValue? {
        if source == .resource {
            return try await namespace.get(
                "backgroundpersistences", group: "persistence-operator.io/v1alpha1", Self.resource)["status"]
        }
        guard try await namespace.exists("configmaps", "background-persistence-status") else { return nil }
        let object = try await namespace.get("configmaps", "background-persistence-status")
        return try object[path: "data", "status.json"]?.string.map { try JSONValue(parsing: $0) }
    }

    /// The status of a condition: `True`, `False`, `Unknown`, and its reason.
    func condition(_ kind: String) async throws -> (status: String, reason: String)? {
        let conditions = try await status()?["conditions"]?.array
        return conditions?.first { $0["type"]?.string == kind }.map {
            ($0["status"]?.string ?? "", $0["reason"]?.string ?? "")
        }
    }

    /// What all clean runs of a spec end with: neither the status nor the name of the file.
    func endState() async throws -> [String: JSONValue] {
        var state = try await reconcile.endState()
        state["configmaps/background-persistence-status"] = nil
        state["configmaps/background-persistence-inventory"]?[path: "data", "_driver"] = nil
        return state
    }

    /// What is said of a writer.
    func writer(_ name: String) async throws -> JSONValue? {
        try await status()?["writers"]?.array?.first { $0["name"]?.string == name }
    }

    /// What a path of the controller's own server answers.
    func fetch(_ path: String) async throws -> (status: String, body: String) {
        let port = try await eventually("the controller listens") {
            process.errors.firstMatch(of: /listen"?[=:]"?([0-9]+)/).map { String($0.output.1) }
        }
        let result = try await ChildProcess.run(
            "curl", ["-s", "--max-time", "20", "-w", "\n%{http_code}", "http://127.0.0.1:\(port)\(path)"])
        let lines = result.output.split(separator: "\n", omittingEmptySubsequences: false)
        return (lines.last.map(String.init) ?? "", lines.dropLast().joined(separator: "\n"))
    }

    /// The sum of a metric's series whose labels hold all these texts; 0 where there is none.
    func metric(_ name: String, _ labels: String...) async throws -> Double {
        let lines = try await fetch("/metrics").body.split(separator: "\n")
        return lines.filter { line in
            (line.hasPrefix("\(name){") || line.hasPrefix("\(name) ")) && labels.allSatisfy { line.contains($0) }
        }.reduce(0) { $0 + (Double($1.split(separator: " ").last ?? "") ?? 0) }
    }

    /// Waits until the Deployments are these, and a pass with nothing left to do has been made.
    func settled(_ names: [String]) async throws {
        try await eventually("\(names) are applied", within: .seconds(60)) {
            try await reconcile.deploymentNames() == names
        }
        try await eventually("the last pass is in the metrics", within: .seconds(60)) {
            try await metric("persistence_operator_reconciles_total", "settled") > 0
        }
    }

    /// Requests that are neither watches nor tell how it is, so far.
    func requests() throws -> [CountingProxy.Request] {
        try proxy.requests().filter { !$0.path.contains("watch=1") && !Self.tells($0) }
    }

    /// Writes that do not only tell how it is: neither status nor events.
    func writes() throws -> [CountingProxy.Request] { try proxy.writes().filter { !Self.tells($0) } }

    private static func tells(_ request: CountingProxy.Request) -> Bool {
        telling.contains { request.path.contains($0) }
    }

    /// Parts of the paths of what only tells how it is.
    static let telling = ["-status", "/status", "/events"]
}
