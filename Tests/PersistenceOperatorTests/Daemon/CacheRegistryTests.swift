import HTTPTransport
import KubeClient
import Logging
import Synchronization
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("the caches that instances share")
struct CacheRegistryTests {
    private let cluster: StubCluster
    private let registry: CacheRegistry

    init() throws {
        cluster = try StubCluster()
        registry = CacheRegistry(
            client: KubeClient(KubeConfiguration(server: cluster.url, proxy: .none)), rollTriggers: [],
            logger: Logger(label: "test"))
    }

    @Test("however many instances begin at once, the server is asked once what it serves")
    func discovery() async throws {
        try await withThrowingTaskGroup(of: Void.self) { [registry] group in
            for number in 1...20 {
                group.addTask {
                    _ = try await registry.caches(of: "n", for: "\(number)", instance: "\(number)") { _ in }
                }
            }
            try await group.waitForAll()
        }
        #expect(cluster.requests.count { $0.path == "/apis" } == 1)
        for number in 1...20 { await registry.release("\(number)") }
    }

    private final class Listener: Sendable {
        let told = Mutex<Set<InstanceCaches.Change>>([])
        func take(_ changes: Set<InstanceCaches.Change>) { told.withLock { $0.formUnion(changes) } }
    }

    @Test("who releases the caches is told nothing more, and not kept for it")
    func released() async throws {
        weak var kept: Listener?
        var caches: NamespaceCaches?
        do {
            let listener = Listener()
            kept = listener
            caches = try await registry.caches(of: "n", for: "a", instance: "a") { listener.take($0) }
            // Another one keeps the caches themselves.
            _ = try await registry.caches(of: "n", for: "b", instance: "b") { _ in }
            await registry.release("a")
            caches?.retire()
            #expect(listener.told.withLock(\.self) == [])
        }
        #expect(kept == nil)
        caches = nil
        await registry.release("b")
    }

    @Test("whoever has caches is told when they are not kept any more")
    func renewed() async throws {
        let listener = Listener()
        _ = try await registry.caches(of: "n", for: "a", instance: "a") { listener.take($0) }
        await registry.renew()
        #expect(listener.told.withLock(\.self).contains(.stale))
    }
}
