import Documents
import HTTPServing
import HTTPTransport
import KubeClient
import Logging
import Synchronization
import TestPeers

@testable import PersistenceOperator

/// The controllers of one process, on a server in this process: `operator run` without its command line and its own server.
struct ControllersFixture {
    let cluster: StubCluster
    let client: KubeClient
    let metrics = DaemonMetrics()
    let supervisor: InstanceSupervisor
    let endpoints: ControllerEndpoints
    let log = LogLines()

    /// Runs a body beside the controllers.
    ///
    /// - Parameters:
    ///   - mayWrite: Whether this process is the one that writes; else it stands by.
    ///   - prepare: Makes what is there before the controllers begin.
    static func run(
        _ origin: SpecOrigin, mayWrite: Bool = true, mode: InstanceSettings.Mode = .reconcile,
        prepare: (StubCluster) throws -> Void = { _ in }, _ body: (ControllersFixture) async throws -> Void
    ) async throws {
        let cluster = try StubCluster()
        cluster.put("namespaces", ["metadata": ["name": "n"]])
        cluster.put("serviceaccounts", ["metadata": ["name": "s", "namespace": "n"]])
        try prepare(cluster)
        let fixture = try ControllersFixture(origin, cluster, mode)
        let running = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await fixture.supervisor.follow() }
                if mayWrite { group.addTask { await fixture.supervisor.reconcile(isTakingOver: false) } }
                group.addTask { await fixture.endpoints.keep { await fixture.supervisor.problems() } }
            }
        }
        let result: Result<Void, any Error>
        do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
        running.cancel()
        cluster.hold { _ in false }
        await running.value
        fixture.client.shutdown()
        try result.get()
    }

    /// Runs a body beside the controller of the spec with one writer, out of a ConfigMap.
    static func runOne(mayWrite: Bool = true, _ body: (ControllersFixture) async throws -> Void) async throws {
        try await run(
            try configMapOrigin(), mayWrite: mayWrite, prepare: { $0.put("configmaps", configMap()) }, body)
    }

    private init(_ origin: SpecOrigin, _ cluster: StubCluster, _ mode: InstanceSettings.Mode) throws {
        self.cluster = cluster
        let logger = log.logger
        client = KubeClient(
            KubeConfiguration(server: cluster.url, proxy: .none, credentials: .none), logger: logger)
        let board = mode == .observe ? ObservationBoard() : nil
        let bus = BusSettings(check: .skip)
        supervisor = InstanceSupervisor(
            origin: origin,
            template: InstanceSettings(
                request: SpecRequest(path: ""), rendering: RenderSettings(), bus: bus,
                planning: PlanSettings(busCheck: .skip), mode: mode),
            client: client, fence: .open, board: board, metrics: metrics,
            runID: "test", logger: logger)
        endpoints = ControllerEndpoints(metrics: metrics, client: client, elector: nil, outbox: nil, board: board)
    }

    /// A spec with one writer.
    static func spec(_ writer: String = "a", namespace: String = "n") -> String {
        """
        {"common_persistence_specs": {"namespace": "\(namespace)", "service_account_name": "s", "bus_backend": "KAFKA",
          "bus_writer_image_python": "example.com/p:1", "result_bus_topic_id": "r", "kafka_dlq_topic": "d"},
         "kafka_bootstrap_servers": "b:9092",
         "writers": [{"name": "\(writer)", "bus_subscriber_type": "ONLINE_WRITER"}]}
        """
    }

    /// A ConfigMap with a spec.
    static func configMap(_ spec: String = spec(), annotations: JSONValue = [:]) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": ["name": "specs", "namespace": "n", "annotations": annotations],
            "data": ["spec.json": .string(spec)],
        ]
    }

    /// The origin that such a ConfigMap is.
    static func configMapOrigin() throws -> SpecOrigin { .configMap(try ConfigMapSpecSource.Place("n/specs")) }

    /// What `/metrics`, `/readyz` and the others answer.
    func fetch(_ path: String) -> String {
        endpoints.answer(path)?.body ?? ""
    }

    /// The value of a series; `nil`: there is none.
    func metric(_ series: String) -> Double? {
        fetch("/metrics").split(separator: "\n").first { $0.hasPrefix("\(series) ") }.flatMap {
            Double($0.split(separator: " ").last ?? "")
        }
    }

    /// Whether the server has a Deployment of this name.
    func hasDeployment(_ name: String) -> Bool {
        cluster.object("deployments", namespace: "n", name: name) != nil
    }
}

/// Becomes true once.
final class Flag: Sendable {
    private let value = Mutex(false)

    var isSet: Bool { value.withLock(\.self) }

    func set() { value.withLock { $0 = true } }
}
