import Documents
import Synchronization
import TestPeers
import Testing

@testable import BusClients

/// Token and project from the metadata server, as Google's own libraries ask for them.
@Suite struct GoogleMetadataTests {
    private static let token = TestSecret.googleAccessToken.value
    private let topic = PubSubResource(.topic, project: nil, id: "t-1")

    private func metadataServer(hasAccount: Bool = true, flavor: String = "Google") throws -> StubHTTPServer {
        try StubHTTPServer { request in
            guard request.header("metadata-flavor") == "Google" else { return StubResponse(403) }
            let headers = [("Metadata-Flavor", flavor)]
            switch request.path {
            case "/computeMetadata/v1/project/project-id":
                return StubResponse(headers: headers, body: Array("p-meta\n".utf8))
            case "/computeMetadata/v1/instance/service-accounts/default/token" where hasAccount:
                return StubResponse(
                    headers: headers,
                    json: #"{"access_token":"\#(Self.token)","expires_in":3599,"token_type":"Bearer"}"#)
            case "/computeMetadata/v1/instance/service-accounts/default/email" where hasAccount:
                return StubResponse(headers: headers, body: Array("op@p-meta.iam.gserviceaccount.com".utf8))
            default: return StubResponse(404, headers: headers)
            }
        }
    }

    private func read(
        _ metadata: String, at service: StubHTTPServer, environment: [String: String] = [:], project: String? = nil
    ) async -> (reading: EndpointReading?, observer: BusObserver) {
        let addresses = [
            "GCE_METADATA_HOST": metadata, "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": service.url,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": service.url,
        ]
        let variables = environment.merging(addresses) { given, _ in given }
        var topic = topic
        topic.defaultProject = project
        let probe = PubSubProbe(environment: variables, host: "here")
        let look = await probe.read([topic], timeout: .seconds(60))
        return (look.readings[topic], look.observer)
    }

    @Test func theMetadataServerGivesTokenProjectAndAccount() async throws {
        let metadata = try metadataServer()
        let service = try StubHTTPServer(responses: [StubResponse(json: #"{"name":"projects/p-meta/topics/t-1"}"#)])
        let (reading, observer) = await read("127.0.0.1:\(metadata.port)", at: service)
        #expect(reading?.reason == .ready)
        #expect(observer.principal == "op@p-meta.iam.gserviceaccount.com")
        #expect(service.requests.map(\.target) == ["/v1/projects/p-meta/topics/t-1"])
        #expect(service.requests.first?.header("authorization") == "Bearer \(Self.token)")
    }

    @Test func aGivenTokenAndProjectNeedNoMetadataServer() async throws {
        let metadata = try metadataServer()
        let service = try StubHTTPServer(responses: [StubResponse(json: #"{"name":"projects/p1/topics/t-1"}"#)])
        let (reading, _) = await read(
            "127.0.0.1:\(metadata.port)", at: service, environment: ["GOOGLE_OAUTH_ACCESS_TOKEN": "x"], project: "p1")
        #expect(reading?.reason == .ready)
        #expect(metadata.requests.isEmpty)
    }

    @Test func withoutAnyCredentialsNothingIsAsked() async throws {
        let metadata = try metadataServer(hasAccount: false)
        let service = try StubHTTPServer(responses: [StubResponse(500)])
        let (reading, _) = await read("127.0.0.1:\(metadata.port)", at: service)
        #expect(reading?.reason == .credentialsMissing)
        #expect(service.requests.isEmpty)
    }

    @Test func whatIsNotTheMetadataServerIsNotBelieved() async throws {
        let impostor = try metadataServer(flavor: "Captive portal")
        let service = try StubHTTPServer(responses: [StubResponse(500)])
        #expect(await read("127.0.0.1:\(impostor.port)", at: service).reading?.reason == .credentialsMissing)
    }

    @Test func noMetadataServerIsToldWithinSeconds() async throws {
        let service = try StubHTTPServer(responses: [StubResponse(500)])
        let start = ContinuousClock.now
        let (reading, _) = await read("no-such-name.invalid", at: service)
        #expect(reading?.reason == .credentialsMissing)
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(8)))
    }

    @Test func aTokenWithoutAnyProjectSaysWhatToSet() async throws {
        let service = try StubHTTPServer(responses: [StubResponse(500)])
        let (reading, _) = await read(
            "no-such-name.invalid", at: service, environment: ["GOOGLE_OAUTH_ACCESS_TOKEN": "x"])
        #expect(reading?.reason == .projectUnknown)
        #expect(reading?.action.contains("--google-project") == true)
        #expect(service.requests.isEmpty)
    }

    @Test func aRefusedTokenIsFetchedAnewOnceForAllThatWereRefused() async throws {
        let count = Mutex(0)
        let google = try GoogleFixture { request in
            if request.path == "/token" {
                return GoogleFixture.token("token-\(count.withLock { $0 += 1; return $0 })")
            }
            let isGood = request.header("authorization") == "Bearer token-2"
            return isGood ? StubResponse(json: #"{"name":"projects/p1/topics/t"}"#) : StubResponse(401)
        }
        let topics = (0..<50).map { PubSubResource(.topic, project: "p1", id: "topic-\($0)") }
        let probe = PubSubProbe(environment: try google.variables(file: google.serviceAccount.text()), host: "here")
        let look = await probe.read(Set(topics), timeout: .seconds(60))
        #expect(look.readings.values.allSatisfy { $0.reason == .ready })
        #expect(look.observer.principal == "op@p1.iam.gserviceaccount.com")
        #expect(google.server.requests.count { $0.path == "/token" } == 2)
        // The next look has the good one.
        _ = await probe.read([topics[0]], timeout: .seconds(60))
        #expect(google.server.requests.count { $0.path == "/token" } == 2)
    }

    @Test func aTokenThatCannotBeHadIsTheReadingOfAll() async throws {
        let google = try GoogleFixture { _ in StubResponse(400, json: #"{"error": "invalid_grant"}"#) }
        let probe = PubSubProbe(environment: try google.variables(file: google.serviceAccount.text()), host: "here")
        let reading = await probe.read([topic], timeout: .seconds(60)).readings[topic]
        #expect(reading?.reason == .credentialsInvalid)
        #expect(reading?.message.contains("answers invalid_grant") == true)
        #expect(google.server.requests.count == 1)
    }
}
