import HTTPTransport
import Synchronization
import TestPeers
import Testing

@Suite("HTTP client")
struct HTTPClientTests {
    @Test("sends method, path, headers and body, and collects the response")
    func exchange() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(201, headers: [("X-Reply", " padded ")], json: #"{"a":1}"#)
        ])
        let client = try HTTPClient()
        let response = try await client.collect(
            HTTPRequest(.patch, server.url + "/a%2Fb?x=1", headers: ["X-Test": "1"], body: [0, 1, 2]))
        #expect(response.status == 201)
        #expect(response.head.headers["x-reply"] == "padded")
        #expect(response.head.version == "1.1")
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"a":1}"#)
        let request = try #require(server.requests.first)
        #expect(request.method == "PATCH")
        #expect(request.target == "/a%2Fb?x=1")
        #expect(request.header("x-test") == "1")
        #expect(request.header("user-agent") == "persistence-operator")
        #expect(request.header("expect") == nil)
        #expect(request.body == [0, 1, 2])
    }

    @Test("a handle that is used again carries nothing over from the request before", arguments: HTTPMethod.allCases)
    func reuse(method: HTTPMethod) async throws {
        let server = try StubHTTPServer(responses: [StubResponse(200)])
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 1))
        _ = try await client.collect(
            HTTPRequest(.put, server.url, headers: ["X-First": "1"], body: Array("first".utf8)))
        _ = try await client.collect(HTTPRequest(method, server.url))
        let request = try #require(server.requests.last)
        #expect(request.method == method.rawValue)
        #expect(request.body.isEmpty)
        #expect(request.header("x-first") == nil)
        #expect(request.header("content-type") == nil)
        #expect(server.connections == 1)
        #expect(client.statistics.connectionsOpened == 1)
        #expect(client.statistics.responsesCompleted == 2)
    }

    @Test("an empty body has a length of 0")
    func emptyBody() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(200)])
        let client = try HTTPClient()
        _ = try await client.collect(HTTPRequest(.post, server.url, body: []))
        #expect(server.requests.last?.header("content-length") == "0")
    }

    @Test("a body of 5 MB goes up and comes down whole, in any pieces")
    func largeBodies() async throws {
        let server = try StubHTTPServer { request in
            StubResponse.chunked(pieces: [Array(request.body.prefix(1)), Array(request.body.dropFirst())])
        }
        let client = try HTTPClient()
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let response = try await client.collect(HTTPRequest(.put, server.url, body: body), limit: 5_000_000)
        #expect(response.body == body)
    }

    @Test("a body above the limit ends the transfer")
    func tooLarge() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(body: Array(repeating: 1, count: 101))])
        let client = try HTTPClient()
        await #expect(throws: HTTPTransportError(.tooLarge, "")) {
            try await client.collect(HTTPRequest(.get, server.url), limit: 100)
        }
        #expect(try await client.collect(HTTPRequest(.get, server.url), limit: 101).body.count == 101)
    }

    @Test("what a receiver throws ends the transfer and reaches the caller")
    func receiverError() async throws {
        struct Refusal: Error {}
        let server = try StubHTTPServer(responses: [
            StubResponse.chunked(pieces: [[1]], isComplete: false).then(.untilAbandoned)
        ])
        let client = try HTTPClient()
        await #expect(throws: Refusal.self) {
            _ = try await client.send(HTTPRequest(.get, server.url)) { _ in throw Refusal() }
        }
        try await eventually("the transfer was ended") { server.abandoned == 1 }
    }

    @Test("a compressed body arrives decompressed")
    func compression() async throws {
        // printf hello | gzip -n
        let compressed: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x86,
            0xA6, 0x10, 0x36, 0x05, 0x00, 0x00, 0x00,
        ]
        let server = try StubHTTPServer(responses: [
            StubResponse(headers: [("Content-Encoding", "gzip")], body: compressed)
        ])
        let client = try HTTPClient()
        let response = try await client.collect(HTTPRequest(.get, server.url))
        #expect(response.body == Array("hello".utf8))
        #expect(server.requests.first?.header("accept-encoding")?.contains("gzip") == true)
    }

    @Test("interim responses and trailers are no part of the head")
    func interimResponses() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(steps: [
                .bytes(StubResponse.head(103, headers: [("Link", "x")])),
                .bytes(StubResponse.head(200, headers: [("Transfer-Encoding", "chunked"), ("X-Real", "1")])),
                .bytes(Array("1\r\na\r\n0\r\nX-Trailer: 1\r\n\r\n".utf8)),
            ])
        ])
        let client = try HTTPClient()
        let response = try await client.collect(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.head.headers["X-Real"] == "1")
        #expect(response.head.headers["Link"] == nil)
        #expect(response.head.headers["X-Trailer"] == nil)
    }

    @Test("a redirect is returned, not followed")
    func redirect() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(302, headers: [("Location", "http://localhost:1/")])])
        let client = try HTTPClient()
        #expect(try await client.collect(HTTPRequest(.get, server.url)).status == 302)
        #expect(server.requests.count == 1)
    }

    @Test("control characters never reach the wire", arguments: ["\r\nX-Evil: 1", "\n", "\u{0}", "\u{7F}"])
    func injection(text: String) async throws {
        let client = try HTTPClient()
        for request in [
            HTTPRequest(.get, "http://localhost/" + text), HTTPRequest(.get, "http://localhost/", headers: ["X": text]),
            HTTPRequest(.get, "http://localhost/", headers: [text: "x"]), HTTPRequest(.get, "file:///etc/passwd"),
        ] {
            await #expect(throws: HTTPTransportError(.invalidRequest, "")) { try await client.collect(request) }
        }
        #expect(client.statistics.requestsStarted.isEmpty)
    }

    @Test("at most as many requests as allowed are under way, and all are answered")
    func boundedInFlight() async throws {
        let underWay = Mutex((now: 0, greatest: 0))
        let server = try StubHTTPServer { _ in
            underWay.withLock {
                $0.now += 1
                $0.greatest = max($0.greatest, $0.now)
            }
            defer { underWay.withLock { $0.now -= 1 } }
            return StubResponse(200)
        }
        let client = try HTTPClient(HTTPClientConfiguration(maximumInFlight: 3))
        let url = server.url
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<60 {
                group.addTask { try await client.collect(HTTPRequest(.get, "\(url)/\(number)")).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 60))
        #expect(Set(server.requests.map(\.target)).count == 60)
        #expect(underWay.withLock(\.greatest) <= 3)
        #expect(client.statistics.greatestInFlight == 3)
        #expect(client.statistics.requests(.get) == 60)
        #expect(server.connections <= 3)
    }
}
