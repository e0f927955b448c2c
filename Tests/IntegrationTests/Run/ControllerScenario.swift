import Documents
import FoundationEssentials
import TestPeers
import Testing

/// One instance in a namespace of its own, kept by `operator run` through a proxy that counts and breaks.
struct ControllerScenario {
    /// The same instance for one-shot commands.
    var reconcile: ReconcileScenario
    /// The file that the controller follows.
    let file: String
    private(set) var process: ChildProcess
    private let options: [String]
    private let kubeconfig: String?

    var namespace: TestNamespace { reconcile.namespace }
    var proxy: CountingProxy { reconcile.proxy }

    static let defaults = ["--bus-check", "skip", "--listen", "127.0.0.1:0", "--no-leader-election"]

    /// Runs a body with a controller, which is told to end afterwards and must do so in an orderly way.
    ///
    /// - Parameter fault: What the proxy does to its writes from the beginning on.
    static func run(
        _ spec: JSONValue, options: [String] = defaults, kubeconfig: ((TestNamespace) async throws -> String)? = nil,
        fault: CountingProxy.Fault? = nil, answers: [CountingProxy.Answer] = [],
        _ body: (inout ControllerScenario) async throws -> Void
    ) async throws {
        try await ReconcileScenario.run(spec, options: ["--bus-check", "skip"]) { reconcile in
            try reconcile.proxy.arrange(fault, answers: answers)
            var scenario = try ControllerScenario(
                reconcile, options: options, kubeconfig: try await kubeconfig?(reconcile.namespace))
            try await body(&scenario)
            let ended = try await scenario.end()
            #expect(ended.exitCode == 0, "\(ended.errors)")
        }
    }

    private init(_ reconcile: ReconcileScenario, options: [String], kubeconfig: String?) throws {
        self.reconcile = reconcile
        self.options = options
        self.kubeconfig = kubeconfig
        file = Scratch.path("followed.json")
        try reconcile.spec.text(pretty: true).write(toFile: file, atomically: true, encoding: .utf8)
        process = try Self.start(file, options, kubeconfig ?? reconcile.proxy.kubeconfig)
    }

    private static func start(_ file: String, _ options: [String], _ kubeconfig: String) throws -> ChildProcess {
        try OperatorCLI.start(["run", "-f", file, "--kubeconfig", kubeconfig, "--log-level", "info"] + options)
    }

    /// Starts another process with the same spec file, after the last one has ended.
    mutating func restart() throws {
        process = try Self.start(file, options, kubeconfig ?? proxy.kubeconfig)
    }

    /// Tells the process to end (SIGTERM) and waits for that.
    func end() async throws -> FinishedProcess {
        process.signal(15)
        return try await process.finish(within: .seconds(20))
    }

    /// Writes the spec as it stands to the file.
    func save() throws { try save(reconcile.spec.text(pretty: true)) }

    /// Writes a text to the file.
    func save(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }

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

    /// What a path of the controller's own server answers.
    func fetch(_ path: String) async throws -> (status: String, body: String) {
        let port = try await eventually("the controller listens") {
            process.errors.firstMatch(of: /listen=([0-9]+)/).map { String($0.output.1) }
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

    /// Requests that are no watch, so far.
    func requests() throws -> [CountingProxy.Request] {
        try proxy.requests().filter { !$0.path.contains("watch=1") }
    }
}
