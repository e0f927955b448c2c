import HTTPServing
import TestPeers
import Testing

@Suite("the server of metrics and probes")
struct HTTPServerTests {
    private func server(_ answer: @escaping @Sendable (String) -> HTTPServer.Answer? = { _ in nil }) throws
        -> HTTPServer
    {
        try HTTPServer(listeningAt: #require(ListenAddress("127.0.0.1:0")), answer: answer)
    }

    private func curl(_ server: HTTPServer, _ path: String, _ options: String...) async throws -> FinishedProcess {
        try await ChildProcess.run(
            "curl", ["-sS", "-i", "--max-time", "20"] + options + ["http://127.0.0.1:\(server.port)\(path)"])
    }

    @Test("answers a path, whatever its query, with status, type and body")
    func answers() async throws {
        let server = try server { path in
            path == "/metrics" ? HTTPServer.Answer(status: 503, contentType: "text/x", body: "größer\n") : nil
        }
        defer { server.stop() }
        let result = try await curl(server, "/metrics?x=1")
        #expect(result.output.hasPrefix("HTTP/1.1 503"))
        #expect(result.output.contains("Content-Type: text/x\r\n"))
        #expect(result.output.hasSuffix("\r\n\r\ngrößer\n"))
        #expect(try await curl(server, "/other").output.hasPrefix("HTTP/1.1 404"))
    }

    @Test("answers HEAD without a body, and refuses what would change something")
    func methods() async throws {
        let server = try server { _ in HTTPServer.Answer(body: "text") }
        defer { server.stop() }
        let head = try await curl(server, "/", "--head")
        #expect(head.output.hasPrefix("HTTP/1.1 200"))
        #expect(head.output.hasSuffix("\r\n\r\n"))
        let post = try await curl(server, "/", "-X", "POST", "--data", String(repeating: "x", count: 100_000))
        #expect(post.output.contains("405"))
        #expect(post.output.contains("Allow: GET, HEAD"))
    }

    @Test("serves many at once")
    func load() async throws {
        let body = String(repeating: "metric 1\n", count: 20_000)
        let server = try server { _ in HTTPServer.Answer(body: body) }
        defer { server.stop() }
        let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 { group.addTask { try await curl(server, "/").output.count } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(sizes.allSatisfy { $0 > body.count })
    }

    @Test("a port that is taken is named, with what to do")
    func taken() throws {
        let first = try server()
        defer { first.stop() }
        let address = try #require(ListenAddress("127.0.0.1:\(first.port)"))
        let error = #expect(throws: HTTPServer.Failure.self) { _ = try HTTPServer(listeningAt: address) { _ in nil } }
        #expect(error?.description.contains("127.0.0.1:\(first.port)") == true)
        #expect(error?.description.contains("--listen") == true)
    }

    @Test("once stopped it answers nobody, and stopping again does no harm")
    func stops() async throws {
        let server = try server { _ in HTTPServer.Answer(body: "text") }
        server.stop()
        server.stop()
        #expect(try await curl(server, "/").exitCode != 0)
    }

    @Test(
        "addresses are read as they are written",
        arguments: [":8080", "127.0.0.1:0", "[::1]:9", "0.0.0.0:65535"])
    func addresses(_ text: String) throws {
        #expect(try #require(ListenAddress(text)).description == text)
    }

    @Test(
        "what is no address is refused",
        arguments: ["", "8080", "host:80", "127.0.0.1", ":65536", ":-1", "[::1:80", "::1:80"])
    func noAddresses(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("listens at all addresses, those of IPv4 too")
    func allAddresses() async throws {
        let server = try HTTPServer(listeningAt: #require(ListenAddress(":0"))) { _ in HTTPServer.Answer(body: "text") }
        defer { server.stop() }
        #expect(try await curl(server, "/").output.hasSuffix("text"))
    }
}
