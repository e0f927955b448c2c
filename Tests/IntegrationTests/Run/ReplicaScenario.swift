import Documents
import TestPeers
import Testing

/// Several processes that keep the same instance, each through a proxy of its own, so that it is known who wrote what.
struct ReplicaScenario {
    /// One of the processes.
    struct Replica {
        let proxy: CountingProxy
        let process: ChildProcess

        /// What it wrote to the instance: neither Leases nor events.
        func writes() throws -> [CountingProxy.Request] {
            try proxy.writes().filter { !$0.path.contains("/leases") && !$0.path.contains("/events") }
        }

        /// Its answered requests for the Lease.
        func leases(_ method: String) throws -> [CountingProxy.Request] {
            try proxy.requests().filter { $0.method == method && $0.path.contains("/leases/") && $0.status == 200 }
        }
    }

    let namespace: TestNamespace
    private(set) var replicas: [Replica] = []
    private let file: String
    private let options: [String]

    static let lease = "election"

    /// Short times, so that tests are: 6 s, 4 s, 1 s.
    static let quick = ["--lease-duration", "6s", "--renew-deadline", "4s", "--retry-period", "1s"]

    /// Runs a body in a namespace; the processes that are left are told to end afterwards.
    static func run(_ spec: JSONValue, times: [String] = quick, _ body: (inout ReplicaScenario) async throws -> Void)
        async throws
    {
        try await ReconcileScenario.run(spec) { reconcile in
            let namespace = reconcile.namespace
            // As one leaves it that ended in order: the first leader need not wait.
            try await namespace.create(
                "leases", group: "coordination.k8s.io/v1",
                [
                    "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": .string(lease)],
                    "spec": ["holderIdentity": "", "leaseDurationSeconds": 1],
                ])
            var scenario = ReplicaScenario(
                namespace: namespace, file: try Scratch.file("spec.json", reconcile.spec.text(pretty: true)),
                options: [
                    "--bus-check", "skip", "--listen", "none", "--lease", "\(namespace.name)/\(lease)",
                ] + times)
            try await body(&scenario)
            for replica in scenario.replicas {
                replica.process.signal(18)
                await replica.process.stop(within: .seconds(20))
                await replica.proxy.stop()
            }
        }
    }

    private init(namespace: TestNamespace, file: String, options: [String]) {
        self.namespace = namespace
        self.file = file
        self.options = options
    }

    /// Starts a process.
    ///
    /// - Parameter delays: What its proxy holds back from the beginning on.
    @discardableResult
    mutating func start(delays: [CountingProxy.Delay] = []) async throws -> Replica {
        let proxy = try await CountingProxy(before: namespace.controlPlane)
        try proxy.arrange(delays: delays)
        let process = try OperatorCLI.start(
            ["run", "-f", file, "--kubeconfig", proxy.kubeconfig, "--log-level", "info"] + options)
        let replica = Replica(proxy: proxy, process: process)
        replicas.append(replica)
        return replica
    }

    /// Starts two processes; the first leads and has applied the spec.
    mutating func startPair(_ deployments: [String]) async throws -> (leader: Replica, standby: Replica) {
        let leader = try await start()
        try await eventually("the first one applies the spec") {
            try await namespace.list("deployments", group: "apps/v1").count == deployments.count
        }
        let standby = try await start()
        try await eventually("the second one looks at the Lease") {
            try standby.proxy.requests().contains { $0.path.contains("/leases/") }
        }
        return (leader, standby)
    }

    /// Who holds the Lease; empty: nobody, or there is none.
    func holder() async throws -> String {
        // A deleted one may be missed for a moment before somebody makes it again.
        let leases = try await namespace.list("leases", group: "coordination.k8s.io/v1")
        let lease = leases.first { $0[path: "metadata", "name"]?.string == Self.lease }
        return lease?[path: "spec", "holderIdentity"]?.string ?? ""
    }

    /// Deletes a Deployment again and again while the body runs: whoever may write does.
    func disturbing(_ deployment: String, _ body: () async throws -> Void) async throws {
        let namespace = namespace
        let disturbance = Task {
            while !Task.isCancelled {
                try? await namespace.delete("deployments", group: "apps/v1", deployment)
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        defer { disturbance.cancel() }
        try await body()
        disturbance.cancel()
        await disturbance.value
    }
}
