import Glibc
import HTTPTransport
import TestPeers
import Testing

@Suite("HTTP client: dead peers")
struct SocketOptionTests {
    /// The client's end of the connection to a server of this process.
    private func socket(to port: UInt16) -> CInt? {
        (0..<4096).first { descriptor in
            var peer = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &size) == 0 }
            }
            return isConnected && peer.sin_family == AF_INET && UInt16(bigEndian: peer.sin_port) == port
        }
    }

    private func option(_ level: CInt, _ name: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = -1
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, level, name, &value, &size) == 0 ? value : nil
    }

    @Test("fault 16: a connection whose peer acknowledges nothing ends in the configured time", arguments: [nil, 7])
    func unacknowledgedLimit(seconds: Int?) async throws {
        var configuration = HTTPClientConfiguration()
        if let seconds { configuration.unacknowledgedLimit = .seconds(seconds) }
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let client = try HTTPClient(configuration)
        let url = server.url
        let task = Task { try await client.collect(HTTPRequest(.get, url)) }
        try await eventually("the request arrived") { server.requests.count == 1 }
        let descriptor = try #require(socket(to: server.port))
        #expect(option(CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, of: descriptor) == CInt(seconds ?? 20) * 1000)
        #expect(option(SOL_SOCKET, SO_KEEPALIVE, of: descriptor) == 1)
        #expect(option(CInt(IPPROTO_TCP), TCP_KEEPIDLE, of: descriptor) == 10)
        task.cancel()
        _ = await task.result
    }

    @Test("an address is never kept for ever")
    func addressLifetime() async throws {
        #expect(HTTPClientConfiguration().addressLifetime == .seconds(5))
        // libcurl takes -1 for "for ever"; a negative duration is none at all.
        let client = try HTTPClient(HTTPClientConfiguration(addressLifetime: .seconds(-1)))
        let server = try StubHTTPServer(responses: [StubResponse()])
        #expect(try await client.collect(HTTPRequest(.get, "http://localhost:\(server.port)/")).status == 200)
    }
}
