import Dispatch
import HTTPTransport
import TestPeers
import Testing

@testable import KubeClient

@Suite("The connections of a Kubernetes client")
struct TransportTests {
    /// Asks one server.
    private struct Client {
        let url: String
        let transport = Transport(HTTPClientConfiguration())

        /// - Returns: the status.
        func get(_ path: String, timeout: Duration = .seconds(30)) async throws -> Int {
            let request = HTTPRequest(.get, url + path, timeout: timeout)
            return try await transport.send(request, as: nil, to: BodyCollector(limit: 0)).head.status
        }
    }

    @Test("fault 16: after a response that did not come in time, what follows goes over new connections")
    func timeout() async throws {
        let server = try StubHTTPServer { request in
            request.path == "/slow" ? StubResponse(steps: [.untilAbandoned]) : StubResponse()
        }
        let client = Client(url: server.url)
        // libcurl opens no second connection before it knows that the server does not speak HTTP/2.
        #expect(try await client.get("/") == 200)
        let other = Task { try await client.get("/slow") }
        let slow = Task { try await client.get("/slow", timeout: .milliseconds(1500)) }
        try await eventually("both requests arrived") { server.requests.count == 3 }
        // Its connection is free from here on.
        #expect(try await client.get("/") == 200)
        await #expect(throws: HTTPTransportError(.timeout, "")) { try await slow.value }
        #expect(server.connections == 3)
        #expect(try await client.get("/") == 200)
        #expect(server.connections == 4)
        // All is counted, and the request that is still under way on the old connections ends with the others.
        #expect(client.transport.statistics.requests(.get) == 5)
        client.transport.shutdown()
        await #expect(throws: HTTPTransportError(.shutDown, "")) { try await other.value }
    }

    @Test("what goes over old connections is counted to its end")
    func retiredStatistics() async throws {
        let answers = DispatchSemaphore(value: 0)
        let server = try StubHTTPServer { request in
            if request.path == "/slow" { return StubResponse(steps: [.untilAbandoned]) }
            if request.path == "/late" { _ = answers.wait(timeout: .now() + 30) }
            return StubResponse()
        }
        let client = Client(url: server.url)
        // libcurl opens no second connection before it knows that the server does not speak HTTP/2.
        #expect(try await client.get("/") == 200)
        let late = Task { try await client.get("/late") }
        try await eventually("it arrived") { server.requests.count == 2 }
        await #expect(throws: HTTPTransportError(.timeout, "")) {
            try await client.get("/slow", timeout: .milliseconds(1500))
        }
        #expect(client.transport.statistics.inFlight == 1)
        answers.signal()
        #expect(try await late.value == 200)
        #expect(client.transport.statistics.inFlight == 0)
        #expect(client.transport.statistics.responsesCompleted == 2)
        #expect(client.transport.statistics.requests(.get) == 3)
    }
}
