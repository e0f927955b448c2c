import Documents
import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import BusClients

@Suite("backlogs of subscriptions out of Cloud Monitoring")
struct PubSubBacklogTests {
    private static let token = TestSecret.googleAccessToken.value

    // MARK: What is asked for

    private func query(_ subscriptions: [String]) -> PubSubBacklogQuery {
        PubSubBacklogQuery(metric: .messages, project: "example.com:p1", subscriptions: subscriptions)
    }

    @Test(
        "the newest point of ten minutes is asked for, of subscriptions by name as long as the service takes the filter"
    )
    func target() {
        let filter =
            #"metric.type = "pubsub.googleapis.com/subscription/num_undelivered_messages" AND "#
            + #"resource.type = "pubsub_subscription" AND resource.labels.project_id = "example.com:p1""#
        let named = query(["s-2", "s-1"])
        #expect(named.filter == filter + #" AND resource.labels.subscription_id = one_of("s-1","s-2")"#)
        #expect(
            named.target(at: Date(timeIntervalSince1970: 600), page: "a/b")
                == "/v3/projects/example.com:p1/timeSeries?filter=\(PercentEncoding.encode(named.filter))"
                + "&interval.startTime=1970-01-01T00%3A00%3A00Z&interval.endTime=1970-01-01T00%3A10%3A00Z"
                + "&aggregation.perSeriesAligner=ALIGN_NEXT_OLDER&aggregation.alignmentPeriod=600s&pageSize=1000"
                + "&pageToken=a%2Fb")
        #expect(query((0..<1_000).map { "subscription-\($0)" }).filter == filter)
    }

    // MARK: What an answer tells

    private static func series(_ id: String, _ values: [Int64], project: String = "p1") -> JSONValue {
        [
            "resource": ["labels": ["project_id": .string(project), "subscription_id": .string(id)]],
            "points": .array(values.map { ["value": ["int64Value": .string("\($0)")]] }),
        ]
    }

    private func points(_ series: [JSONValue], failure: GoogleFailure? = nil) -> PubSubBacklogPoints {
        var points = PubSubBacklogPoints(project: "p1")
        _ = points.add(["timeSeries": .array(series)])
        points.failure = failure
        return points
    }

    private func isUnknown(_ backlog: PubSubBacklog?, why: String = "") -> Bool {
        guard case .unknown(let cause) = backlog else { return false }
        return !cause.why.isEmpty && !cause.action.isEmpty && (why.isEmpty || cause.why.contains(why))
    }

    @Test("both numbers make a backlog, the newest ones; a part of them does not")
    func judged() {
        let messages = points([Self.series("s-1", [12, 99]), Self.series("s-2", [3]), Self.series("s-3", [])])
        let ages = points([Self.series("s-1", [35]), Self.series("s-3", [0]), Self.series("s-4", [1])])
        func backlog(_ id: String) -> PubSubBacklog { PubSubBacklog(of: id, messages: messages, ages: ages) }
        #expect(backlog("s-1") == .known(messages: 12, oldest: .seconds(35)))
        for id in ["s-2", "s-3", "s-4", "s-5"] { #expect(isUnknown(backlog(id), why: "no point"), "\(id)") }
    }

    @Test("what another project of the metrics scope has is not taken for ours, nor is what is no number")
    func strangers() {
        let odd: JSONValue = [
            "resource": ["labels": ["project_id": "p1", "subscription_id": "s-2"]],
            "points": [["value": ["stringValue": "many"]]],
        ]
        let messages = points([Self.series("s-1", [12], project: "p2"), odd, [:], "x"])
        #expect(messages.values == [:])
    }

    @Test("what came before a failure is known, the rest is unknown for its sake")
    func failures() {
        let failure = GoogleFailure(.denied, "refused", action: "grant it")
        let messages = points([Self.series("s-1", [1])], failure: failure)
        let ages = points([Self.series("s-1", [2])])
        #expect(PubSubBacklog(of: "s-1", messages: messages, ages: ages) == .known(messages: 1, oldest: .seconds(2)))
        #expect(
            PubSubBacklog(of: "s-2", messages: messages, ages: ages)
                == .unknown(PubSubBacklog.Cause(why: "refused", action: "grant it")))
    }

    // MARK: Over HTTP

    /// Cloud Monitoring and Pub/Sub at one address; every subscription is there.
    private func stub(_ monitoring: @escaping @Sendable (StubRequest) -> StubResponse) throws -> StubHTTPServer {
        try StubHTTPServer { request in
            request.path.hasPrefix("/v3/")
                ? monitoring(request) : StubResponse(json: #"{"topic":"projects/p1/topics/t-1"}"#)
        }
    }

    private func backlogs(
        of ids: [String], at server: StubHTTPServer, environment: [String: String] = [:],
        timeout: Duration = .seconds(60)
    ) async -> (look: PubSubProbe.Look, backlogs: [String: PubSubBacklog]) {
        let own = [
            "GOOGLE_OAUTH_ACCESS_TOKEN": Self.token, "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB": server.url,
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": "\(server.url)/", "NO_GCE_CHECK": "true",
        ]
        let probe = PubSubProbe(environment: own.merging(environment) { $1 }.filter { !$0.value.isEmpty }, host: "here")
        let resources = ids.map { PubSubResource(.subscription(of: "t-1"), project: "p1", id: $0) }
        let look = await probe.read(Set(resources), timeout: timeout)
        #expect(!"\(look)".contains(Self.token))
        return (look, Dictionary(uniqueKeysWithValues: look.backlogs.map { ($0.key.id, $0.value) }))
    }

    private static func answer(_ series: [JSONValue], next: String = "") -> StubResponse {
        StubResponse(json: (["timeSeries": .array(series), "nextPageToken": .string(next)] as JSONValue).text())
    }

    @Test("a thousand subscriptions take as many requests as there are pages, each with the token")
    func pages() async throws {
        let ids = (0..<1_000).map { "subscription-\($0)" }
        let server = try stub { request in
            let isSecond = request.target.contains("&pageToken=2")
            let half = isSecond ? ids.suffix(500) : ids.prefix(500)
            return Self.answer(half.map { Self.series($0, [7]) }, next: isSecond ? "" : "2")
        }
        let backlogs = await backlogs(of: ids, at: server).backlogs
        #expect(backlogs.count == 1_000)
        #expect(backlogs.values.allSatisfy { $0 == .known(messages: 7, oldest: .seconds(7)) })
        let asked = server.requests.filter { $0.path == "/v3/projects/p1/timeSeries" }
        #expect(asked.count == 4)
        #expect(asked.count { $0.target.contains("oldest_unacked_message_age") } == 2)
        #expect(asked.allSatisfy { $0.method == "GET" && $0.header("authorization") == "Bearer \(Self.token)" })
        #expect(server.connections <= 16)
    }

    @Test("pages that never end are not read for ever")
    func endless() async throws {
        let server = try stub { _ in Self.answer([Self.series("s-1", [1])], next: "again") }
        let backlogs = await backlogs(of: ["s-1", "s-2"], at: server).backlogs
        #expect(backlogs["s-1"] == .known(messages: 1, oldest: .seconds(1)))
        #expect(isUnknown(backlogs["s-2"], why: "more than 20000 subscriptions"))
    }

    @Test(
        "a refusal, a failure and nonsense are unknown, and the subscription stays what it is",
        arguments: [
            (403, #"{"error":{"code":403,"message":"Permission denied","status":"PERMISSION_DENIED"}}"#, "denied"),
            (500, "{}", "500"), (503, "", "503"), (429, "{}", "429"), (200, "x", "not JSON"), (200, "{}", "no point"),
            (200, #"{"timeSeries":[]}"#, "no point"),
        ])
    func refusals(status: Int, body: String, why: String) async throws {
        let server = try stub { _ in StubResponse(status, json: body) }
        let (look, backlogs) = await backlogs(of: ["s-1"], at: server)
        #expect(look.readings.values.map(\.reason) == [.ready])
        #expect(isUnknown(backlogs["s-1"], why: why), "\(backlogs)")
        guard status == 403, case .unknown(let cause) = backlogs["s-1"] else { return }
        #expect(cause.action.contains("roles/monitoring.viewer in the project 'p1'"))
    }

    @Test("silence is unknown within the time, and so is an address that would see the token in the clear")
    func silence() async throws {
        let server = try stub { _ in StubResponse(steps: [.untilAbandoned]) }
        let start = ContinuousClock.now
        let (look, backlogs) = await backlogs(of: ["s-1"], at: server, timeout: .seconds(1))
        #expect(look.readings.values.map(\.reason) == [.ready])
        #expect(isUnknown(backlogs["s-1"], why: "does not answer"))
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(5)))
        let exposed = await self.backlogs(
            of: ["s-1"], at: server,
            environment: [
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": "http://127.0.0.1.example.com:\(server.port)"
            ])
        #expect(isUnknown(exposed.backlogs["s-1"], why: "nothing was sent"))
    }

    @Test("nobody is asked about what cannot be used, nor beside the emulator unless an address is given")
    func unasked() async throws {
        let missing = try StubHTTPServer(responses: [StubResponse(404)])
        #expect(await backlogs(of: ["s-1"], at: missing).backlogs == [:])
        #expect(missing.requests.count == 1)
        let emulated = try stub { _ in Self.answer([Self.series("s-1", [4])]) }
        let emulator = ["PUBSUB_EMULATOR_HOST": "127.0.0.1:\(emulated.port)"]
        let unnamed = emulator.merging(["CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": ""]) { $1 }
        #expect(await backlogs(of: ["s-1"], at: emulated, environment: unnamed).backlogs == [:])
        #expect(emulated.requests.count == 1)
        #expect(
            await backlogs(of: ["s-1"], at: emulated, environment: emulator).backlogs
                == ["s-1": .known(messages: 4, oldest: .seconds(4))])
        #expect(
            emulated.requests.filter { !$0.path.hasPrefix("/v3/") }.allSatisfy { $0.header("authorization") == nil })
    }
}
