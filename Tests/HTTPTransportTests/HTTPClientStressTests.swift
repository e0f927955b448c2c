import HTTPTransport
import TestPeers
import Testing

@Suite("HTTP client: many at once")
struct HTTPClientStressTests {
    @Test("whatever is cancelled whenever, every request ends once and the client goes on")
    func randomCancellation() async throws {
        let server = try StubHTTPServer { request in
            // Every third answer comes in two pieces, so that cancelling meets bodies too.
            request.path.hasSuffix("0") ? .chunked(pieces: [[1], [2]]) : StubResponse(body: [1, 2])
        }
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 4))
        let url = server.url
        var outcomes = (answered: 0, cancelled: 0)
        for round in 0..<20 {
            let tasks = (0..<20).map { number in
                Task { try await client.collect(HTTPRequest(.get, "\(url)/\(round)/\(number)")).body }
            }
            for task in tasks where Bool.random() {
                if Bool.random() { await Task.yield() }
                task.cancel()
            }
            for task in tasks {
                do {
                    #expect(try await task.value == [1, 2])
                    outcomes.answered += 1
                } catch {
                    #expect(error as? HTTPTransportError == HTTPTransportError(.cancelled, ""))
                    outcomes.cancelled += 1
                }
            }
        }
        #expect(outcomes.answered + outcomes.cancelled == 400)
        #expect(outcomes.answered > 0)
        #expect(try await client.collect(HTTPRequest(.get, url)).status == 200)
        #expect(client.statistics.greatestInFlight <= 4)
    }

    @Test("clients come and go, also with requests under way, and leave no thread or descriptor behind")
    func lifetimes() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let url = server.url
        for _ in 0..<50 {
            let client = try HTTPClient()
            let task = Task { [client] in try await client.collect(HTTPRequest(.get, url)) }
            client.shutdown()
            await #expect(throws: HTTPTransportError(.shutDown, "")) { try await task.value }
        }
        // Each connection that was opened was closed too.
        try await eventually("all connections are closed") { server.abandoned == server.requests.count }
    }

    @Test("the last reference may be dropped on the client's own thread")
    func dropOnOwnThread() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(body: [1])])
        for _ in 0..<50 {
            let client = try HTTPClient()
            // The closure is let go by the event loop, often after this task has let the client go.
            let head = try await client.send(HTTPRequest(.get, server.url)) { _ in _ = client.statistics }
            #expect(head.status == 200)
        }
    }
}
