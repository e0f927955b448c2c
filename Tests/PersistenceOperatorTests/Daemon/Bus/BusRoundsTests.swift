import BusClients
import TestPeers
import Testing

@testable import PersistenceOperator

/// Looks at a Pub/Sub service in this process.
@Suite("rounds of looks at one cluster")
struct BusRoundsTests {
    private let topic = BusQuery.Target.pubSub(PubSubResource(.topic, project: "p", id: "tea"))

    /// A service that hangs until it is told to answer.
    private final class Service: Sendable {
        let server: StubHTTPServer
        private let isAnswering: Flag

        init() throws {
            let isAnswering = Flag()
            self.isAnswering = isAnswering
            server = try StubHTTPServer { _ in
                isAnswering.isSet
                    ? StubResponse(json: #"{"name":"projects/p/topics/tea"}"#) : StubResponse(steps: [.untilAbandoned])
            }
        }

        func answer() { isAnswering.set() }
    }

    private func rounds(_ server: StubHTTPServer) -> BusRounds {
        let environment = ["PUBSUB_EMULATOR_HOST": "127.0.0.1:\(server.port)"]
        return BusRounds(
            probe: BusProbe(.pubSub, environment: environment, host: "here", staysConnected: true),
            timeout: .seconds(60))
    }

    @Test("who comes after a round was ended is looked at in another one")
    func afterStop() async throws {
        let service = try Service()
        let rounds = rounds(service.server)
        let first = Task { await rounds.look(at: [topic], for: "a")?.readings[topic]?.readiness }
        try await eventually("it hangs") { service.server.requests.count == 1 }
        service.answer()
        await rounds.stop()
        #expect(await rounds.look(at: [topic], for: "b")?.readings[topic]?.readiness == .ready)
        #expect(await first.value == .unknown)
    }

    @Test("who waits for the next round when one is ended is looked at in another one")
    func waitingAtStop() async throws {
        let service = try Service()
        let rounds = rounds(service.server)
        let first = Task { await rounds.look(at: [topic], for: "a")?.readings[topic]?.readiness }
        try await eventually("it hangs") { service.server.requests.count == 1 }
        let second = Task { await rounds.look(at: [topic], for: "b")?.readings[topic]?.readiness }
        try await eventually("the second one waits") { await rounds.waiting.count == 1 }
        service.answer()
        await rounds.stop()
        #expect(await second.value == .ready)
        #expect(await first.value == .unknown)
    }
}
