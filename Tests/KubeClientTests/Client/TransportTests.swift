import HTTPTransport
import TestPeers
import Testing

@testable import KubeClient

@Suite("The connections of a Kubernetes client")
struct TransportTests {
    @Test("fault 16: after a response that did not come in time, what follows goes over new connections")
    func timeout() async throws {
        let server = try StubHTTPServer { request in
            request.path == "/slow" ? StubResponse(steps: [.untilAbandoned]) : StubResponse()
        }
        let url = server.url
        let transport = Transport(HTTPClientConfiguration())
        @Sendable func get(_ path: String, timeout: Duration = .seconds(30)) async throws -> Int {
            let request = HTTPRequest(.get, url + path, timeout: timeout)
            return try await transport.send(request, as: nil, to: BodyCollector(limit: 0)).head.status
        }
        // libcurl opens no second connection before it knows that the server does not speak HTTP/2.
        #expect(try await get("/") == 200)
        let other = Task { try await get("/slow") }
        let slow = Task { try await get("/slow", timeout: .milliseconds(1500)) }
        try await eventually("both requests arrived") { server.requests.count == 3 }
        // Its connection is free from here on.
        #expect(try await get("/") == 200)
        await #expect(throws: HTTPTransportError(.timeout, "")) { try await slow.value }
        #expect(server.connections == 3)
        #expect(try await get("/") == 200)
        #expect(server.connections == 4)
        // All is counted, and the request that is still under way on the old connections ends with the others.
        #expect(transport.statistics.requests(.get) == 5)
        transport.shutdown()
        await #expect(throws: HTTPTransportError(.shutDown, "")) { try await other.value }
    }
}
