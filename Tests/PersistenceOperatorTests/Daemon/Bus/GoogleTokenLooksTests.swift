import BusClients
import Documents
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("Google's token from look to look")
struct GoogleTokenLooksTests {
    @Test("is fetched once, and anew on SIGHUP")
    func kept() async throws {
        let google = try StubHTTPServer { request in
            request.path == "/token"
                ? StubResponse(json: #"{"access_token": "t", "expires_in": 3600}"#) : StubResponse(404)
        }
        let key: JSONValue = [
            "type": "service_account", "client_email": "op@p1.iam.gserviceaccount.com",
            "private_key": .string(TestRSAKey.pem), "token_uri": .string("\(google.url)/token"),
        ]
        let watch = BusWatch(
            settings: BusSettings(timeout: .seconds(60)), interval: .seconds(3_600),
            environment: [
                "GOOGLE_APPLICATION_CREDENTIALS": try Scratch.file("key.json", key.text()),
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": google.url,
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": google.url,
            ])
        func look(_ instance: String) async throws -> BusReadiness? {
            await watch.look(at: try SpecFixture.pubSub(), revision: "1", for: instance) { _ in }
        }
        func tokens() -> Int { google.requests.count { $0.path == "/token" } }
        for instance in ["a", "a", "b"] {
            #expect(try await look(instance)?.observer?.principal == "op@p1.iam.gserviceaccount.com")
        }
        #expect(tokens() == 1)
        await watch.reconnect()
        _ = try await look("a")
        #expect(tokens() == 2)
    }
}
