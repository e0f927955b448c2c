import Logging
import TestPeers
import Testing

@testable import BusClients

@Suite("tokens for a Kafka client")
struct KafkaTokenRefreshTests {
    @Test("that come when the client is gone touch nothing of it")
    func gone() async throws {
        let answer = StubResponse(json: AWSFixture.temporary)
        let stub = try StubHTTPServer { _ in StubResponse(steps: [.pause(.milliseconds(500))] + answer.steps) }
        let tokens = MSKTokens(environment: [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(stub.port)/creds", "AWS_REGION": "eu-west-3",
        ])
        let refresh = try await abandonedRefresh(tokens, stub)
        // Whoever waits for the same credentials has them now.
        for _ in 1...5 { _ = try await tokens.token(region: nil, deadline: .now + .seconds(10)) }
        #expect(stub.requests.count == 1)
        #expect(refresh.principal == nil)
        // Nothing is made for it any more.
        refresh.refresh()
        _ = try await tokens.token(region: nil, deadline: .now + .seconds(10))
        #expect(refresh.principal == nil)
    }

    /// What makes tokens for a client that was destroyed while the first one was being made.
    private func abandonedRefresh(_ tokens: MSKTokens, _ stub: StubHTTPServer) async throws -> KafkaTokenRefresh {
        let settings = KafkaClientSettings(
            bootstrapServers: ["127.0.0.1:1"], securityProtocol: .saslSSL, mechanism: .awsMSKIAM)
        let client = try KafkaClient(
            settings, tokens: tokens, topics: [], timeout: .seconds(60), logger: Logger(label: "test"))
        let tokens = client.tokens
        try await eventually("the source is asked") { !stub.requests.isEmpty }
        _ = consume client
        return try #require(tokens)
    }
}
