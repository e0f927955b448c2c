import Documents
import Synchronization
import TestPeers
import Testing

/// Backlogs as a user sees them: Google's own emulator, and a Cloud Monitoring that checks what it is asked.
@Suite("backlogs of Pub/Sub subscriptions", .requires(.pubSubEmulator), .timeLimit(.minutes(5)))
struct PubSubBacklogTests {
    /// What the service answers: numbers by subscription, or a status that is no success.
    private struct Answer {
        var status = 200
        var messages: [String: Int] = [:]
        var ages: [String: Int] = [:]
    }

    /// A service that answers requests with the token for exactly these subscriptions, and nothing else.
    private func monitoring(_ answer: @escaping @Sendable () -> Answer) throws -> StubHTTPServer {
        let filter =
            "resource.labels.project_id%20%3D%20%22project-1%22%20AND%20resource.labels.subscription_id"
            + "%20%3D%20one_of%28%22metrics-sub%22%2C%22result-sub%22%29&"
        return try StubHTTPServer { request in
            guard request.header("authorization") == "Bearer \(TestSecret.googleAccessToken.value)" else {
                return StubResponse(401)
            }
            guard request.path == "/v3/projects/project-1/timeSeries", request.target.contains(filter) else {
                return StubResponse(400)
            }
            let answer = answer()
            guard answer.status == 200 else { return StubResponse(answer.status, json: "{}") }
            let values = request.target.contains("num_undelivered_messages") ? answer.messages : answer.ages
            let series: [JSONValue] = values.map { id, value in
                [
                    "resource": ["labels": ["project_id": "project-1", "subscription_id": .string(id)]],
                    "points": [["value": ["int64Value": .string("\(value)")]]],
                ]
            }
            return StubResponse(json: (["timeSeries": .array(series)] as JSONValue).text())
        }
    }

    @Test("are shown where they are known; refusals, failures and missing points are unknown and hold nothing")
    func shown() async throws {
        let emulator = try await PubSubEmulator()
        for name in ["metrics", "result"] {
            try await emulator.createTopic("\(name)-bus", project: "project-1")
            try await emulator.createSubscription(
                "\(name)-sub", topic: "\(name)-bus", project: "project-1",
                settings: ["messageRetentionDuration": "100000s"])
        }
        let answer = Mutex(Answer())
        let server = try monitoring { answer.withLock { $0 } }
        let spec = try Scratch.file(
            "spec.json",
            """
            {"common_persistence_specs": {
              "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", "bus_writer_image_go": "go:1",
              "bus_writer_image_python": "python:1", "google_cloud_project": "project-1",
              "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub",
              "result_bus_topic_id": "result-bus", "result_bus_metrics_subscription_id": "result-sub"},
             "writers": [{"bus_subscriber_type": "METRICS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}},
                         {"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
            """)
        func check(_ told: Answer) async throws -> (backlogs: [String: JSONValue], codes: [String]) {
            answer.withLock { $0 = told }
            let result = try await OperatorCLI.run(
                ["check", "-f", spec, "-o", "json", "--bus-timeout", "60s"],
                environment: [
                    "PUBSUB_EMULATOR_HOST": emulator.host, "CLOUDSDK_API_ENDPOINT_OVERRIDES_MONITORING": server.url,
                    "GOOGLE_OAUTH_ACCESS_TOKEN": TestSecret.googleAccessToken.value,
                ])
            #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
            let report = try JSONValue(parsing: result.output)
            let endpoints = report["writers"]?.array?.flatMap { $0["endpoints"]?.array ?? [] } ?? []
            let backlogs = endpoints.reduce(into: [String: JSONValue]()) { backlogs, endpoint in
                guard let name = endpoint["name"]?.string, let backlog = endpoint["backlog"] else { return }
                #expect(endpoint["readiness"] == "ready")
                backlogs[name] = backlog
            }
            let codes = (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
            return (backlogs, codes.filter { $0 == "BacklogUnseen" || $0 == "LagOutlastsRetention" })
        }
        func known(_ messages: Int64, _ seconds: Int64) -> JSONValue {
            ["known": true, "messages": .integer(messages), "oldestUnackedSeconds": .integer(seconds)]
        }
        let whole = Answer(
            messages: ["metrics-sub": 1_234, "result-sub": 0], ages: ["metrics-sub": 35, "result-sub": 0])
        var seen = try await check(whole)
        #expect(seen.backlogs == ["metrics-sub": known(1_234, 35), "result-sub": known(0, 0)])
        #expect(seen.codes == [])
        #expect(server.requests.count == 2, "however many writers there are")

        // Too old, and then read.
        var old = whole
        old.ages["metrics-sub"] = 75_001
        #expect(try await check(old).codes == ["LagOutlastsRetention"])
        #expect(try await check(whole).codes == [])

        // Refused, failed, empty: unknown, and neither zero nor a fault of the subscription.
        for told in [Answer(status: 403), Answer(status: 500), Answer()] {
            seen = try await check(told)
            #expect(seen.backlogs.mapValues { $0["known"] } == ["metrics-sub": false, "result-sub": false])
            #expect(seen.backlogs.values.allSatisfy { $0["messages"] == nil })
            #expect(seen.codes == ["BacklogUnseen"])
        }
        // One subscription is missing: of one metric, then of both.
        var partial = whole
        partial.ages["metrics-sub"] = nil
        for _ in 1...2 {
            seen = try await check(partial)
            #expect(seen.backlogs["result-sub"] == known(0, 0))
            #expect(seen.backlogs["metrics-sub"]?["known"] == false)
            #expect(seen.codes == ["BacklogUnseen"])
            partial.messages["metrics-sub"] = nil
        }
        #expect(try await check(whole).codes == [])
    }
}
