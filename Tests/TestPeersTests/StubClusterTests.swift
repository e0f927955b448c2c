import Documents
import Synchronization
import TestPeers
import Testing

@Suite("the stub of an API server", .requires(.program("curl")), .timeLimit(.minutes(2)))
struct StubClusterTests {
    private func map(_ name: String) -> JSONValue { ["metadata": ["name": .string(name), "namespace": "n"]] }

    private func curl(_ cluster: StubCluster, _ target: String, _ options: String...) async throws -> String {
        try await ChildProcess.run("curl", ["-s", "--max-time", "60"] + options + ["\(cluster.url)/api/v1\(target)"])
            .output
    }

    @Test("lists what a namespace has, and one name where that is asked for")
    func lists() async throws {
        let cluster = try StubCluster()
        for name in ["a", "b"] { cluster.put("configmaps", map(name)) }
        cluster.put("configmaps", ["metadata": ["name": "c", "namespace": "other"]])
        func names(_ target: String) async throws -> [String] {
            let list = try JSONValue(parsing: try await curl(cluster, target))
            return (list["items"]?.array ?? []).compactMap { $0[path: "metadata", "name"]?.string }.sorted()
        }
        #expect(try await names("/namespaces/n/configmaps") == ["a", "b"])
        #expect(try await names("/configmaps") == ["a", "b", "c"])
        #expect(try await names("/namespaces/n/configmaps?fieldSelector=metadata.name%3Da") == ["a"])
    }

    @Test("a watch tells what happens, until its collection is refused")
    func watches() async throws {
        let cluster = try StubCluster()
        cluster.put("configmaps", map("a"))
        async let told = curl(cluster, "/namespaces/n/configmaps?watch=1&resourceVersion=1")
        try await eventually("the watch has begun") { cluster.watches == 1 }
        cluster.remove("configmaps", namespace: "n", name: "a")
        cluster.refuseReads("configmaps", with: 403)
        let types = try await told.split(separator: "\n").map { try JSONValue(parsing: String($0))["type"]?.string }
        #expect(types.first == "ADDED")
        #expect(try await curl(cluster, "/namespaces/n/configmaps").contains("Forbidden"))
    }

    @Test("writes change objects, a status only itself, and answers come when they are let go")
    func writes() async throws {
        let cluster = try StubCluster()
        cluster.put("configmaps", ["metadata": ["name": "a", "namespace": "n"], "data": ["x": "1"]])
        let isHeld = Mutex(true)
        cluster.hold { $0.method == "PATCH" && isHeld.withLock(\.self) }
        async let answer = curl(
            cluster, "/namespaces/n/configmaps/a/status", "-X", "PATCH", "-d", #"{"status":{"y":"2"}}"#)
        try await eventually("it has arrived") { cluster.requests.count == 1 }
        isHeld.withLock { $0 = false }
        #expect(try JSONValue(parsing: try await answer)["status"] == ["y": "2"])
        #expect(cluster.object("configmaps", namespace: "n", name: "a")?["data"] == ["x": "1"])
    }
}
