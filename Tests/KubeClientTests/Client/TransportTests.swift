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
        let before = try await transport.send(HTTPRequest(.get, url + "/"), as: nil, to: BodyCollector(limit: 0))
        let other = Task {
            try await transport.send(HTTPRequest(.get, url + "/slow"), as: nil, to: BodyCollector(limit: 0))
        }
        try await eventually("the other request arrived") { server.requests.count == 2 }
        await #expect(throws: HTTPTransportError(.timeout, "")) {
            try await transport.send(
                HTTPRequest(.get, url + "/slow", timeout: .milliseconds(500)), as: nil, to: BodyCollector(limit: 0))
        }
        let connections = server.connections
        let after = try await transport.send(HTTPRequest(.get, url + "/"), as: nil, to: BodyCollector(limit: 0))
        #expect(before.head.status == 200 && after.head.status == 200)
        #expect(server.connections == connections + 1)
        // All is counted, and the request that is still under way on the old connections ends with the others.
        #expect(transport.statistics.requests(.get) == 4)
        transport.shutdown()
        await #expect(throws: HTTPTransportError(.shutDown, "")) { try await other.value }
    }
}
