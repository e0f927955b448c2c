import HTTPTransport
import TestPeers
import Testing

@Suite("HTTP client: proxies")
struct HTTPClientProxyTests {
    @Test("a proxy that is configured gets the request, whatever its host")
    func plainProxy() async throws {
        let proxy = try StubHTTPServer(responses: [StubResponse(200)])
        let client = try HTTPClient(HTTPClientConfiguration(proxy: .url(proxy.url)))
        #expect(try await client.collect(HTTPRequest(.get, "http://server.invalid/x")).status == 200)
        #expect(proxy.requests.first?.target == "http://server.invalid/x")
    }

    @Test("TLS goes through the proxy as a tunnel, and the server is still checked")
    func tunnel() async throws {
        let proxy = try StubHTTPServer(responses: [StubResponse(407)])
        let client = try HTTPClient(HTTPClientConfiguration(proxy: .url(proxy.url)))
        let error = try await #require(throws: HTTPTransportError.self) {
            try await client.collect(HTTPRequest(.get, "https://server.invalid:6443/x"))
        }
        #expect(proxy.requests.first?.method == "CONNECT")
        #expect(proxy.requests.first?.target == "server.invalid:6443")
        #expect(error.code == .proxy)
        #expect(!error.requestMayHaveBeenSent)
    }

    @Test("a proxy that is not there is told from a server that is not there")
    func unreachableProxy() async throws {
        let client = try HTTPClient(HTTPClientConfiguration(proxy: .url("http://proxy.invalid:1")))
        let error = try await #require(throws: HTTPTransportError.self) {
            try await client.collect(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(error.code == .dns)
        #expect(error.description.contains("proxy.invalid"))
    }
}
