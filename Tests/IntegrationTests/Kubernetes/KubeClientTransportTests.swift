import Documents
import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("HTTP client on a real API server", .requires(.controlPlane))
struct KubeClientTransportTests {
    private func client(_ plane: ControlPlane) throws -> HTTPClient {
        let configuration = try KubeConfiguration.load(KubeConfigurationOptions(kubeconfig: plane.adminKubeconfig))
        return try HTTPClient(HTTPClientConfiguration(tls: configuration.tls))
    }

    @Test("speaks HTTP/2, compressed, over one connection, also for requests that begin together")
    func http2() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane)
        let url = plane.server + "/openapi/v2"
        let heads = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            for _ in 0..<8 {
                group.addTask { try await client.collect(HTTPRequest(.get, url), limit: 64 << 20) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(heads.allSatisfy { $0.status == 200 && $0.head.version == "2" })
        #expect(Set(heads.map(\.body)).count == 1)
        #expect(heads.first?.head.headers["Content-Encoding"] == "gzip")
        #expect(client.statistics.connectionsOpened == 1)
    }

    @Test("a cancelled watch resets its stream; the connection goes on")
    func cancelledStream() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane)
        let watch = HTTPRequest(.get, plane.server + "/api/v1/namespaces?watch=1", timeout: .seconds(120))
        let (events, continuation) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            // Also when it fails, lest the test wait for ever for its first event.
            defer { continuation.finish() }
            return try await client.send(watch) { continuation.yield($0.count) }
        }
        // The first event has come, so the stream is open.
        var iterator = events.makeAsyncIterator()
        _ = await iterator.next()
        #expect(try await client.collect(HTTPRequest(.get, plane.server + "/version")).status == 200)
        task.cancel()
        await #expect(throws: HTTPTransportError(.cancelled, "")) { try await task.value }
        #expect(try await client.collect(HTTPRequest(.get, plane.server + "/version")).status == 200)
        #expect(client.statistics.connectionsOpened == 1)
    }

    @Test("a request whose time is up ends alone; the connection goes on")
    func timedOutStream() async throws {
        let plane = try await ControlPlane.shared()
        let client = try client(plane)
        let watch = HTTPRequest(.get, plane.server + "/api/v1/namespaces?watch=1", timeout: .milliseconds(500))
        await #expect(throws: HTTPTransportError(.timeout, "")) { try await client.collect(watch) }
        #expect(try await client.collect(HTTPRequest(.get, plane.server + "/version")).status == 200)
        #expect(client.statistics.connectionsOpened == 1)
    }

    @Test("a server name of the certificate verifies where the address would not; another does not")
    func serverName() async throws {
        let plane = try await ControlPlane.shared()
        var configuration = try KubeConfiguration.load(
            KubeConfigurationOptions(kubeconfig: plane.adminKubeconfig))
        configuration.tls.serverName = "no-such-name.invalid"
        let wrong = KubeClient(configuration, retryPolicy: .never)
        let error = try await #require(throws: KubeError.self) { try await wrong.serverVersion() }
        #expect(error.transportError?.code == .certificateNameMismatch)
        #expect(error.description.contains("TLS server name"))
        configuration.tls.serverName = "localhost"
        #expect(try await KubeClient(configuration).serverVersion().minor == plane.minorVersion)
    }
}
