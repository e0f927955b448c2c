import Glibc
import KubeClient
import Logging
import Synchronization
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

    private func controller(_ source: PushedSpecSource, _ server: StubHTTPServer) -> InstanceController {
        let client = StubCluster.client(of: server)
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

    private func lists(_ namespace: String, _ server: StubHTTPServer) -> Bool {
        server.requests.contains { $0.path == "/apis/apps/v1/namespaces/\(namespace)/deployments" }
    }

    @Test("one that is ended is gone, with all that it saw")
    func ended() async throws {
        let server = try StubCluster.start()
        let source = PushedSpecSource(name: "test")
        weak var kept: InstanceController?
        do {
            let controller = controller(source, server)
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
        let gate = try Gate()
        let server = try StubCluster.start { gate.pass() }
        let source = PushedSpecSource(name: "test")
        let controller = controller(source, server)
        let following = Task { await controller.follow() }
        source.push(Self.spec(namespace: "wrong"))
        try await eventually("the server is asked what it serves") { gate.isReached }
        source.push(Self.spec(namespace: "right"))
        try await eventually("the new spec is read") {
            await controller.keeper.accepted?.spec.namespace == "right"
        }
        gate.open()
        try await eventually("the new namespace is looked at") { lists("right", server) }
        following.cancel()
        await following.value
    }
}

/// Holds back whoever passes until it is opened.
private final class Gate: Sendable {
    private let ends: (read: CInt, write: CInt)
    private let reached = Mutex(false)

    init() throws {
        var pair: [CInt] = [0, 0]
        try #require(pipe(&pair) == 0)
        ends = (pair[0], pair[1])
    }

    deinit { close(ends.read) }

    var isReached: Bool { reached.withLock(\.self) }

    /// To be called once.
    func open() { close(ends.write) }

    /// Blocks the thread: to be used on one that a server has for a request.
    func pass() {
        reached.withLock { $0 = true }
        var byte: UInt8 = 0
        _ = read(ends.read, &byte, 1)
    }
}
