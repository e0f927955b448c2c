import FoundationEssentials
import HTTPTransport
import KubeClient
import Logging
import TestPeers
import Testing

@Suite("the elector's own connection", .timeLimit(.minutes(2)))
struct LeaderElectorTests {
    @Test("reads its credentials again where that is asked for, and does not wait for them to grow old")
    func credentials() async throws {
        let cluster = try StubCluster()
        let tokens = [TestSecret.bearerToken.value, TestSecret.googleAccessToken.value]
        let file = try Scratch.file("token", tokens[0])
        let settings = try #require(
            LeaderElectionSettings(
                namespace: "n", name: "l", leaseDuration: .seconds(3), renewDeadline: .seconds(2),
                retryPeriod: .seconds(1)))
        let elector = LeaderElector(
            configuration: KubeConfiguration(server: cluster.url, proxy: .none, credentials: .tokenFile(file)),
            settings: settings, identity: "me", logger: Logger(label: "test"))
        let running = Task { await elector.run {} }
        try await eventually("it is the leader") { elector.current.isLeader }
        func count(_ token: String) -> Int {
            cluster.requests.count { $0.header("authorization") == "Bearer \(token)" }
        }
        try tokens[1].write(toFile: file, atomically: true, encoding: .utf8)
        await elector.forgetCredentials()
        let before = count(tokens[0])
        try await eventually("the new one is sent") { count(tokens[1]) > 0 }
        // One may be under way.
        #expect(count(tokens[0]) <= before + 1)
        running.cancel()
        await running.value
    }
}
