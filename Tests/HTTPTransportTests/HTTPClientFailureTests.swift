import HTTPTransport
import TestPeers
import Testing

@Suite("HTTP client: failures")
struct HTTPClientFailureTests {
    private func error(
        of request: HTTPRequest, _ configuration: HTTPClientConfiguration = HTTPClientConfiguration()
    ) async throws -> HTTPTransportError {
        let client = try HTTPClient(configuration)
        return try await #require(throws: HTTPTransportError.self) { try await client.collect(request) }
    }

    @Test("nobody listens: a connect error, and nothing was sent")
    func refused() async throws {
        let (descriptor, port) = try LoopbackSocket.listen()
        LoopbackSocket.close(descriptor)
        let error = try await error(of: HTTPRequest(.get, "http://127.0.0.1:\(port)/"))
        #expect(error.code == .connect)
        #expect(!error.requestMayHaveBeenSent)
        #expect(error.description.contains("\(port)"))
    }

    @Test("an unknown host name: a dns error, and nothing was sent")
    func unknownHost() async throws {
        let error = try await error(of: HTTPRequest(.get, "http://does-not-exist.invalid/"))
        #expect(error.code == .dns)
        #expect(!error.requestMayHaveBeenSent)
        #expect(error.description.contains("does-not-exist.invalid"))
    }

    @Test("no answer in time: a time-out that tells that the request was sent")
    func slowAnswer() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let error = try await error(of: HTTPRequest(.get, server.url, timeout: .milliseconds(300)))
        #expect(error.code == .timeout)
        // On a machine that is busy enough the time can be up before.
        #expect(error.requestMayHaveBeenSent || server.requests.isEmpty)
        try await eventually("the connection was closed") { server.abandoned == server.requests.count }
    }

    @Test("the time that a request waits for its turn counts")
    func queueTimeout() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 1))
        let url = server.url
        let first = Task { try await client.collect(HTTPRequest(.get, url + "/first")) }
        try await eventually("the first request arrived") { server.requests.count == 1 }
        let error = try await #require(throws: HTTPTransportError.self) {
            try await client.collect(HTTPRequest(.get, url + "/second", timeout: .milliseconds(20)))
        }
        #expect(error.code == .timeout)
        #expect(!error.requestMayHaveBeenSent)
        first.cancel()
        _ = await first.result
        #expect(server.requests.map(\.target) == ["/first"])
    }

    @Test("a connection reset in mid-body is a reset, at whatever byte")
    func resetInBody() async throws {
        let pieces: [[UInt8]] = [[1], [2, 3]]
        for count in 0...2 {
            let server = try StubHTTPServer(responses: [
                StubResponse.chunked(pieces: Array(pieces.prefix(count)), isComplete: false).then(.reset)
            ])
            #expect(try await error(of: HTTPRequest(.get, server.url)).code == .reset)
        }
    }

    @Test("a body shorter than announced is a reset")
    func shortBody() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(steps: [.bytes(StubResponse.head(200, headers: [("Content-Length", "5")]) + [1]), .close])
        ])
        #expect(try await error(of: HTTPRequest(.get, server.url)).code == .reset)
    }

    @Test("an answer that is no HTTP is a protocol error")
    func noHTTP() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.bytes(Array("hello\r\n".utf8)), .close])])
        #expect(try await error(of: HTTPRequest(.get, server.url)).code == .protocol)
    }

    @Test("a cancelled task ends its transfer, running or waiting, and frees the place")
    func cancellation() async throws {
        let server = try StubHTTPServer { request in
            request.path == "/hang" ? StubResponse(steps: [.untilAbandoned]) : StubResponse(200)
        }
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 1))
        let url = server.url
        let running = Task { try await client.collect(HTTPRequest(.get, url + "/hang")) }
        try await eventually("the request arrived") { server.requests.count == 1 }
        let waiting = Task { try await client.collect(HTTPRequest(.get, url + "/never")) }
        waiting.cancel()
        await #expect(throws: HTTPTransportError(.cancelled, "")) { try await waiting.value }
        running.cancel()
        await #expect(throws: HTTPTransportError(.cancelled, "")) { try await running.value }
        try await eventually("the connection was closed") { server.abandoned == 1 }
        #expect(try await client.collect(HTTPRequest(.get, url + "/next")).status == 200)
        #expect(server.requests.map(\.target) == ["/hang", "/next"])
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(200)])
        let client = try HTTPClient()
        let url = server.url
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.collect(HTTPRequest(.get, url))
        }
        await #expect(throws: HTTPTransportError(.cancelled, "")) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test("shutting down ends every transfer and refuses new ones")
    func shutdown() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 1))
        let url = server.url
        let tasks = (0..<3).map { _ in Task { try await client.collect(HTTPRequest(.get, url)) } }
        try await eventually("a request arrived") { server.requests.count == 1 }
        client.shutdown()
        client.shutdown()
        for task in tasks {
            await #expect(throws: HTTPTransportError(.shutDown, "")) { try await task.value }
        }
        await #expect(throws: HTTPTransportError(.shutDown, "")) {
            try await client.collect(HTTPRequest(.get, url))
        }
    }

    @Test("descriptions show no header values")
    func noSecrets() async throws {
        let (descriptor, port) = try LoopbackSocket.listen()
        LoopbackSocket.close(descriptor)
        let request = HTTPRequest(
            .get, "http://127.0.0.1:\(port)/", headers: ["Authorization": "Bearer \(TestSecret.bearerToken.value)"])
        let error = try await error(of: request)
        var dumped = ""
        dump(request, to: &dumped)
        let printed = error.description + "\(request.headers)" + dumped
        #expect(!printed.contains(TestSecret.bearerToken.value))
        #expect(error.code == .connect)
    }
}
