import TestPeers
import Testing

@Suite struct LoopbackRelayTests {
    private func get(_ port: UInt16, seconds: Int = 20) async throws -> (exitCode: Int32?, output: String) {
        let result = try await ChildProcess.run(
            "curl", ["--silent", "--max-time", "\(seconds)", "http://127.0.0.1:\(port)/"])
        return (result.exitCode, result.output)
    }

    @Test func whatIsSentArrives() async throws {
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
        let server = try StubHTTPServer(responses: [StubResponse(body: body)])
        let relay = try LoopbackRelay(to: server.port)
        #expect(try await get(relay.port).output.utf8.count == body.count)
        #expect(relay.connections == 1)
    }

    @Test func aCutConnectionEndsAtOnceAndTheNextWorks() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned]), StubResponse(body: [0x61])])
        let relay = try LoopbackRelay(to: server.port)
        async let first = get(relay.port)
        try await eventually("the request arrived") { server.requests.count == 1 }
        relay.cut()
        #expect(try await first.exitCode != 0)
        #expect(try await get(relay.port).output == "a")
        try await eventually("the server saw the end") { server.abandoned == 1 }
    }

    @Test func aSilentConnectionStaysOpenAndSaysNothing() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(steps: [.pause(.milliseconds(500))]).then(.bytes(StubResponse.head(204, headers: []))),
            StubResponse(body: [0x61]),
        ])
        let relay = try LoopbackRelay(to: server.port)
        async let first = get(relay.port, seconds: 2)
        try await eventually("the request arrived") { server.requests.count == 1 }
        relay.silence()
        // curl's code for a time-out.
        #expect(try await first.exitCode == 28)
        #expect(try await get(relay.port).output == "a")
    }
}
