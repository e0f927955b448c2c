import BusClients
import TestPeers
import Testing

/// The probe against a stub: what the emulator cannot say.
@Suite struct PubSubProbeTests {
    private static let token = TestSecret.googleAccessToken.value
    private let subscription = PubSubResource(.subscription(of: "t-1"), project: "p1", id: "s-1")
    private let topic = PubSubResource(.topic, project: "p1", id: "t-1")

    private func read(
        _ resource: PubSubResource, at server: StubHTTPServer, project: String? = nil,
        environment: [String: String] = ["GOOGLE_OAUTH_ACCESS_TOKEN": token], timeout: Duration = .seconds(60)
    ) async -> EndpointReading? {
        var resource = resource
        resource.defaultProject = project
        let address = [
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": "\(server.url)/",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": server.url,
        ]
        let probe = PubSubProbe(environment: environment.merging(address) { given, _ in given }, host: "here")
        let reading = await probe.read([resource], timeout: timeout).readings[resource]
        #expect(!"\(String(describing: reading))".contains(Self.token))
        return reading
    }

    @Test func theTokenIsSentAndThePathIsTheServices() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: #"{"name":"projects/p1/topics/t-1"}"#)])
        #expect(await read(topic, at: server)?.reason == .ready)
        #expect(server.requests.map(\.target) == ["/v1/projects/p1/topics/t-1"])
        #expect(server.requests.first?.header("authorization") == "Bearer \(Self.token)")
        #expect(server.requests.first?.method == "GET")
    }

    @Test(arguments: [
        (#"{"topic":"projects/p1/topics/t-1","detached":true}"#, ReadinessReason.subscriptionDetached),
        (#"{"topic":"_deleted-topic_"}"#, .topicDeleted),
        (#"{"topic":"projects/p1/topics/t-2"}"#, .subscriptionOfAnotherTopic),
        (#"{"topic":"projects/p1/topics/t-1","pushConfig":{"pushEndpoint":"https://x"}}"#, .subscriptionNotPull),
        (#"{"topic":"projects/p1/topics/t-1","bigqueryConfig":{"table":"x"}}"#, .subscriptionNotPull),
        (#"{"topic":"projects/p1/topics/t-1","pushConfig":{},"state":"ACTIVE"}"#, .ready),
        (#"{"topic":"projects/p1/topics/t-1","state":"RESOURCE_ERROR"}"#, .subscriptionFailed),
        (#"{"name":"projects/p1/subscriptions/s-1"}"#, .partialReply),
        ("not JSON", .partialReply),
    ]) func whatTheServiceSaysOfASubscriptionIsUnderstood(body: String, reason: ReadinessReason) async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: body)])
        #expect(await read(subscription, at: server)?.reason == reason)
    }

    @Test(
        arguments: [
            ("", PubSubSubscriptionFacts()),
            (#", "expirationPolicy":{}"#, PubSubSubscriptionFacts(expiresAfter: nil)),
            (#", "expirationPolicy":{"ttl":"86400s"}"#, PubSubSubscriptionFacts(expiresAfter: .seconds(86_400))),
            (#", "messageRetentionDuration":"600.5s""#, PubSubSubscriptionFacts(retention: .seconds(600))),
            (
                #", "ackDeadlineSeconds":60,"filter":"x\u0007","deadLetterPolicy":{"deadLetterTopic":"d"}"#,
                PubSubSubscriptionFacts(
                    acknowledgementDeadline: .seconds(60), deadLetterTopic: "d", filter: "x ")
            ),
        ] as [(String, PubSubSubscriptionFacts)])
    func howASubscriptionIsKeptIsUnderstood(members: String, facts: PubSubSubscriptionFacts) async throws {
        let body = #"{"topic":"projects/p1/topics/t-1"\#(members)}"#
        let server = try StubHTTPServer(responses: [StubResponse(json: body)])
        #expect(await read(subscription, at: server)?.facts == .subscription(facts))
    }

    @Test(arguments: [
        (401, "UNAUTHENTICATED", "invalid credentials", ReadinessReason.credentialsExpired, 1),
        (403, "PERMISSION_DENIED", "User not authorized", .permissionDenied, 1),
        (404, "NOT_FOUND", "Resource not found (resource=s-1).", .subscriptionMissing, 1),
        (
            404, "NOT_FOUND", "Requested project not found or user does not have access to it (project=p1).",
            .wrongProject, 1
        ), (400, "INVALID_ARGUMENT", "bad name", .invalidName, 1),
        (429, "RESOURCE_EXHAUSTED", "quota", .rateLimited, 3), (500, "INTERNAL", "oops", .serverError, 3),
        (503, "UNAVAILABLE", "later", .serverError, 3),
    ]) func everyRefusalHasAReason(
        status: Int, code: String, message: String, reason: ReadinessReason, requests: Int
    ) async throws {
        let json = #"{"error":{"code":\#(status),"message":"\#(message)","status":"\#(code)"}}"#
        let server = try StubHTTPServer(responses: [StubResponse(status, json: json)])
        let reading = await read(subscription, at: server)
        #expect(reading?.reason == reason)
        #expect(reading?.message.contains(message) == (reason != .subscriptionMissing))
        #expect(reading?.action.isEmpty == false)
        #expect(server.requests.count == requests, "only what may pass by itself is asked again")
    }

    @Test func whatPassesByItselfIsAskedAgain() async throws {
        let server = try StubHTTPServer(responses: [
            StubResponse(503), StubResponse(steps: [.reset]), StubResponse(json: #"{"name":"projects/p1/topics/t-1"}"#),
        ])
        #expect(await read(topic, at: server)?.reason == .ready)
    }

    @Test func aSilentServiceIsUnknownWithinTheTimeout() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(steps: [.untilAbandoned])])
        let start = ContinuousClock.now
        #expect(await read(topic, at: server, timeout: .milliseconds(500))?.reason == .timedOut)
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(5)))
    }

    @Test func aClosedPortAndAnUnknownHostAreToldApart() async throws {
        let server = try StubHTTPServer(responses: [])
        server.stop()
        #expect(await read(topic, at: server)?.reason == .serviceUnreachable)
        let probe = PubSubProbe(
            environment: [
                "GOOGLE_OAUTH_ACCESS_TOKEN": Self.token,
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": "https://pubsub.no-such-name.invalid",
            ], host: "here")
        #expect(await probe.read([topic], timeout: .seconds(60)).readings[topic]?.reason == .hostNotFound)
    }

    @Test func aTokenIsSentInTheClearToThisMachineOnly() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: "{}")])
        let reading = await read(
            topic, at: server,
            environment: [
                "GOOGLE_OAUTH_ACCESS_TOKEN": Self.token,
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": "http://127.0.0.1.example.com:\(server.port)",
            ])
        #expect(reading?.reason == .configurationInvalid)
        #expect(server.requests.isEmpty)
    }

    @Test func aConsumerNeedsItsSubscriptionAndNothingOfTheTopic() async throws {
        let server = try StubHTTPServer { request in
            request.path.contains("/topics/")
                ? StubResponse(403) : StubResponse(json: #"{"topic":"projects/other/topics/t-1"}"#)
        }
        let shared = PubSubResource(.subscription(of: "projects/other/topics/t-1"), project: "p1", id: "s-1")
        #expect(await read(shared, at: server)?.reason == .ready)
        #expect(server.requests.filter { !$0.path.hasPrefix("/v3/") }.count == 1)
    }

    @Test func aShortTopicNameIsInTheDefaultProject() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: #"{"topic":"projects/p1/topics/t-1"}"#)])
        let foreign = PubSubResource(.subscription(of: "t-1"), project: nil, id: "projects/p2/subscriptions/s-1")
        #expect(await read(foreign, at: server, project: "p1")?.reason == .ready)
        #expect(await read(foreign, at: server, project: "p2")?.reason == .subscriptionOfAnotherTopic)
    }

    @Test func namesThatCouldReachAnotherPathAreNeverSent() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(json: "{}")])
        for id in ["../../admin", "a b c", "x", "1abc", "projects/p1/subscriptions/s-1", "t?x=y", "t-1\n"] {
            let reading = await read(PubSubResource(.topic, project: "p1", id: id), at: server)
            #expect(reading?.reason == .invalidName, "\(id)")
        }
        let reading = await read(PubSubResource(.topic, project: "p1/../x", id: "t-1"), at: server)
        #expect(reading?.reason == .invalidName)
        #expect(server.requests.isEmpty)
    }

    @Test func legalNamesArePercentEncoded() async throws {
        let server = try StubHTTPServer(responses: [StubResponse(404)])
        _ = await read(PubSubResource(.topic, project: "example.com:p1", id: "a+b%c~d"), at: server)
        #expect(server.requests.map(\.target) == ["/v1/projects/example.com:p1/topics/a%2Bb%25c~d"])
    }
}
