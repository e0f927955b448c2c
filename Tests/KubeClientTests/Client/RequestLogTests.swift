import HTTPTransport
import KubeClient
import Logging
import Synchronization
import TestPeers
import Testing

@Suite("the log of requests")
struct RequestLogTests {
    /// Keeps all lines.
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    private struct Recorder: LogHandler {
        let lines: Lines
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = event.metadata ?? [:]
            let text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            lines.all.withLock { $0.append("\(event.level) \(event.message) \(text)") }
        }
    }

    @Test("at level debug every request is a line with its target and result, without credentials and content")
    func requests() async throws {
        let lines = Lines()
        let server = try StubHTTPServer(responses: [
            StubResponse(json: #"{"kind":"Secret","metadata":{"name":"s"},"data":{"password":"aHVudGVy"}}"#),
            StubResponse(
                403, json: #"{"kind":"Status","status":"Failure","reason":"Forbidden","message":"no","code":403}"#),
        ])
        let client = KubeClient(
            KubeConfiguration(server: server.url, proxy: .none, credentials: .token(TestSecret.bearerToken.value)),
            logger: Logger(label: "test") { _ in Recorder(lines: lines) })
        _ = try await client.get(.secrets, namespace: "n", name: "s")
        await #expect(throws: KubeError.self) {
            try await client.apply(
                .secrets, namespace: "n", name: "s", body: Array(#"{"data":{"password":"aHVudGVy"}}"#.utf8),
                fieldManager: "m", force: false)
        }
        let logged = lines.all.withLock { $0 }
        #expect(logged.count == 2)
        #expect(
            logged.first?.hasPrefix(
                "debug request method=GET result=200 sent=0 B target=/api/v1/namespaces/n/secrets/s") == true)
        #expect(logged.last?.contains("method=PATCH result=403 sent=32 B") == true)
        for line in logged {
            #expect(!line.contains("aHVudGVy") && !line.contains(TestSecret.bearerToken.value))
        }
    }
}
