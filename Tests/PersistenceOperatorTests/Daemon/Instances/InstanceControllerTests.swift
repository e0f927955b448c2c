import HTTPTransport
import KubeClient
import Logging
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the controller of one instance")
struct InstanceControllerTests {
    private static func spec(namespace: String) -> SpecSourceReading {
        let text = """
            {"common_persistence_specs": {"namespace": "\(namespace)", "service_account_name": "s", "bus_backend": "KAFKA",
              "bus_writer_image_python": "example.com/p:1", "result_bus_topic_id": "r", "kafka_dlq_topic": "d"},
             "kafka_bootstrap_servers": "b:9092", "api_server_host": "https://a.example.com",
             "writers": [{"name": "a", "bus_subscriber_type": "ONLINE_WRITER"}]}
            """
        return SpecSourceReading(.success(Array(text.utf8)))
    }

    private func controller(_ source: PushedSpecSource, _ cluster: StubCluster) -> InstanceController {
        let client = KubeClient(KubeConfiguration(server: cluster.url, proxy: .none))
        let bus = BusSettings(check: .skip)
        let logger = Logger(label: "test")
        return InstanceController(
            settings: InstanceSettings(
                request: SpecRequest(path: "spec.json"), rendering: RenderSettings(), bus: bus,
                planning: PlanSettings(busCheck: .skip)),
            source: source, registry: CacheRegistry(client: client, rollTriggers: [], logger: logger),
            busWatch: BusWatch(settings: bus, interval: .seconds(30), environment: [:]), client: client,
            fence: .open, board: nil, metrics: DaemonMetrics(), runID: "test", logger: logger)
    }

    private func lists(_ namespace: String, _ cluster: StubCluster) -> Bool {
        cluster.requests.contains { $0.path == "/apis/apps/v1/namespaces/\(namespace)/deployments" }
    }

    @Test("one that is ended is gone, with all that it saw")
    func ended() async throws {
        let cluster = try StubCluster()
        let source = PushedSpecSource(name: "test")
        weak var kept: InstanceController?
        do {
            let controller = controller(source, cluster)
            kept = controller
            let following = Task { await controller.follow() }
            source.push(Self.spec(namespace: "n"))
            try await eventually("its caches are filled") { await controller.caches?.isSynced == true }
            following.cancel()
            await following.value
        }
        try await eventually("nothing keeps it") { kept == nil }
    }

    @Test("a spec of another namespace that comes while the server is being asked what it serves is not overlooked")
    func changedMeanwhile() async throws {
        let cluster = try StubCluster()
        cluster.hold { $0.path == "/apis" }
        let source = PushedSpecSource(name: "test")
        let controller = controller(source, cluster)
        let following = Task { await controller.follow() }
        source.push(Self.spec(namespace: "wrong"))
        try await eventually("the server is asked what it serves") { cluster.requests.contains { $0.path == "/apis" } }
        source.push(Self.spec(namespace: "right"))
        try await eventually("the new spec is read") {
            await controller.keeper.accepted?.spec.namespace == "right"
        }
        cluster.hold { _ in false }
        try await eventually("the new namespace is looked at") { lists("right", cluster) }
        following.cancel()
        await following.value
    }
}
