import BusClients
import TestPeers
import Testing

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
        let variables = environment.merging(["GCE_METADATA_HOST": metadata]) { given, _ in given }
        var topic = topic
        topic.defaultProject = project
        let probe = PubSubProbe(environment: variables, host: "here", serviceURL: service.url)
        let (readings, observer) = await probe.read([topic], timeout: .seconds(60))
        return (readings[topic], observer)
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
}
