import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@Suite("HTTP client: TLS")
struct HTTPClientTLSTests {
    private let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    private func server(_ identity: TestIdentity, clientAuthority: TestAuthority? = nil) throws -> StubHTTPServer {
        try StubHTTPServer(tls: StubTLS(identity, clientAuthority: clientAuthority), responses: [StubResponse(200)])
    }

    private func status(_ url: String, _ tls: TLSConfiguration) async throws -> Int {
        try await HTTPClient(HTTPClientConfiguration(tls: tls)).collect(HTTPRequest(.get, url)).status
    }

    private func code(_ url: String, _ tls: TLSConfiguration) async throws -> HTTPTransportError.Code {
        let error = try await #require(throws: HTTPTransportError.self) { try await status(url, tls) }
        return error.code
    }

    @Test("trusts its own authority, as text and as file")
    func ownAuthority() async throws {
        let server = try server(authority.issue())
        #expect(try await status(server.url, TLSConfiguration(trustRoots: .pem(authority.certificate))) == 200)
        let file = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        #expect(try await status(server.url, TLSConfiguration(trustRoots: .file(file))) == 200)
    }

    @Test("does not trust another authority, or only the system's")
    func foreignAuthority() async throws {
        let server = try server(authority.issue())
        let other = try TestAuthority(name: "other")
        #expect(
            try await code(server.url, TLSConfiguration(trustRoots: .pem(other.certificate))) == .certificateUntrusted)
        #expect(try await code(server.url, TLSConfiguration()) == .certificateUntrusted)
        #expect(server.requests.isEmpty)
    }

    @Test("fault 25: a bundle that is missing, empty or no PEM fails the connection and never turns the check off")
    func brokenBundle() async throws {
        let server = try server(authority.issue())
        #expect(
            try await code(server.url, TLSConfiguration(trustRoots: .file("/nonexistent/ca.crt"))) == .tlsConfiguration)
        let empty = try Scratch.file("empty.crt", "")
        let noPEM = try Scratch.file("nonsense.crt", "nonsense")
        for roots in [
            TLSConfiguration.TrustRoots.file(empty), .file(noPEM), .pem(Array("nonsense".utf8)), .pem([]),
        ] {
            let code = try await code(server.url, TLSConfiguration(trustRoots: roots))
            #expect(code == .tlsConfiguration || code == .certificateUntrusted)
        }
        #expect(server.requests.isEmpty)
    }

    @Test("fault 25: a bundle that changes counts from the next connection on, whatever was trusted before")
    func rotatedBundle() async throws {
        let response = StubResponse(200, headers: [("Connection", "close")])
        let server = try StubHTTPServer(tls: StubTLS(authority.issue()), responses: [response])
        let right = String(decoding: authority.certificate, as: UTF8.self)
        let other = String(decoding: try TestAuthority(name: "other").certificate, as: UTF8.self)
        let file = try Scratch.file("ca.crt", right)
        let client = try HTTPClient(HTTPClientConfiguration(tls: TLSConfiguration(trustRoots: .file(file))))
        for (bundle, isTrusted) in [(right, true), (other, false), (other + right, true), ("", false), (right, true)] {
            try bundle.write(toFile: file, atomically: true, encoding: .utf8)
            let status = try? await client.collect(HTTPRequest(.get, server.url)).status
            #expect(status == (isTrusted ? 200 : nil))
        }
        #expect(server.requests.count == 3)
    }

    @Test("a certificate for another name is told from an untrusted one, and a server name mends it")
    func names() async throws {
        let server = try server(authority.issue(names: ["DNS:kubernetes.example"]))
        let roots = TLSConfiguration.TrustRoots.pem(authority.certificate)
        #expect(try await code(server.url, TLSConfiguration(trustRoots: roots)) == .certificateNameMismatch)
        #expect(
            try await code(server.url, TLSConfiguration(trustRoots: roots, serverName: "wrong.example"))
                == .certificateNameMismatch)
        #expect(
            try await status(server.url, TLSConfiguration(trustRoots: roots, serverName: "kubernetes.example")) == 200)
        #expect(server.requests.last?.header("host") == "127.0.0.1:\(server.port)")
    }

    @Test("an expired certificate has a code of its own")
    func expired() async throws {
        let server = try server(authority.issue(isExpired: true))
        #expect(
            try await code(server.url, TLSConfiguration(trustRoots: .pem(authority.certificate))) == .certificateExpired
        )
    }

    @Test("shows its client certificate, and says so where one is missing")
    func clientCertificate() async throws {
        let server = try server(authority.issue(), clientAuthority: authority)
        let roots = TLSConfiguration.TrustRoots.pem(authority.certificate)
        let own = try authority.issue(commonName: "me", names: [])
        let identity = TLSConfiguration.Identity(certificate: own.certificate, key: own.key)
        #expect(try await status(server.url, TLSConfiguration(trustRoots: roots, identity: identity)) == 200)
        let code = try await code(server.url, TLSConfiguration(trustRoots: roots))
        #expect(code == .tls || code == .reset)
    }

    @Test("a key that does not fit its certificate is a configuration error")
    func wrongKey() async throws {
        let server = try server(authority.issue(), clientAuthority: authority)
        let identity = TLSConfiguration.Identity(
            certificate: try authority.issue(names: []).certificate, key: try authority.issue(names: []).key)
        let tls = TLSConfiguration(trustRoots: .pem(authority.certificate), identity: identity)
        #expect(try await code(server.url, tls) == .tlsConfiguration)
    }

    @Test("the check is off only where somebody asked for it")
    func insecure() async throws {
        let server = try server(authority.issue(names: ["DNS:other.example"]))
        #expect(try await status(server.url, TLSConfiguration(verification: .disabledAtUserRequest)) == 200)
    }
}
