import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("the log of requests")
struct RequestLogTests {
    @Test("at level debug every request is a line with its target and result, without credentials and content")
    func requests() async throws {
        let lines = LogLines()
        let server = try StubHTTPServer(responses: [
            StubResponse(json: #"{"kind":"Secret","metadata":{"name":"s"},"data":{"password":"aHVudGVy"}}"#),
            StubResponse(
                403, json: #"{"kind":"Status","status":"Failure","reason":"Forbidden","message":"no","code":403}"#),
        ])
        let client = KubeClient(
            KubeConfiguration(server: server.url, proxy: .none, credentials: .token(TestSecret.bearerToken.value)),
            logger: lines.logger)
        _ = try await client.get(.secrets, namespace: "n", name: "s")
        await #expect(throws: KubeError.self) {
            try await client.apply(
                .secrets, namespace: "n", name: "s", body: Array(#"{"data":{"password":"aHVudGVy"}}"#.utf8),
                fieldManager: "m", force: false)
        }
        let logged = lines.all
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
