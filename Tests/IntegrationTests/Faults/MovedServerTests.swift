import FoundationEssentials
import TestPeers
import Testing

/// An API server whose name leads elsewhere after a while.
@Suite("an API server that moves", .requires(.mountNamespace))
struct MovedServerTests {
    private static let name = "api.moving.example"

    @Test("fault 18: it is found at its new address within seconds, without a restart")
    func moved() async throws {
        let before = try StubCluster()
        let after = try StubCluster(host: 2, port: before.port)
        // In place: it is mounted.
        let hosts = try Scratch.file("hosts", "127.0.0.1 \(Self.name)\n")
        let kubeconfig = try Scratch.file(
            "kubeconfig",
            """
            {"apiVersion": "v1", "kind": "Config", "current-context": "c",
             "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u", "namespace": "n"}}],
             "clusters": [{"name": "c", "cluster": {"server": "http://\(Self.name):\(before.port)"}}],
             "users": [{"name": "u", "user": {}}]}
            """)
        let process = try OperatorCLI.start(
            ["status", "--watch", "-n", "n", "--kubeconfig", kubeconfig], hosts: hosts)
        try await eventually("it is asked at its first address") { before.requests.count > 2 }
        #expect(after.requests.isEmpty)
        try "127.0.0.2 \(Self.name)\n".write(toFile: hosts, atomically: false, encoding: .utf8)
        let moved = ContinuousClock.now
        before.stop()
        try await eventually("it is asked at its second address") { !after.requests.isEmpty }
        // libcurl's own limit for an address is a minute.
        #expect(moved.duration(to: .now) <= Patience.promised(.seconds(20)))
        await process.stop()
    }
}
