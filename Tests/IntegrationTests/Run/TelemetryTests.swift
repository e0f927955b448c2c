import Documents
import TestPeers
import Testing

/// What `operator run` exports, and that nobody but who asked for it notices.
@Suite("exported telemetry", .requires(.controllers))
struct TelemetryTests {
    private let spec = ReconcileScenario.kafka(
        ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"))

    private func options(_ endpoint: String) -> [String] {
        ControllerScenario.defaults + ["--otlp-endpoint", endpoint, "--otlp-interval", "1s"]
    }

    private func accepting() throws -> StubHTTPServer { try StubHTTPServer { _ in StubResponse(json: "{}") } }

    /// The bodies of the requests for a signal, so far.
    private func bodies(_ receiver: StubHTTPServer, _ signal: String) throws -> [JSONValue] {
        try receiver.requests.filter { $0.path == "/v1/\(signal)" }.map { try JSONValue(parsing: $0.text) }
    }

    private func metrics(_ body: JSONValue) -> [JSONValue] {
        body["resourceMetrics"]?.array?.first?["scopeMetrics"]?.array?.first?["metrics"]?.array ?? []
    }

    private func records(_ bodies: [JSONValue]) -> [JSONValue] {
        bodies.flatMap { $0["resourceLogs"]?.array?.first?["scopeLogs"]?.array ?? [] }
            .flatMap { $0["logRecords"]?.array ?? [] }
    }

    @Test("metrics and log lines arrive with their headers, those of the last moment too")
    func arrive() async throws {
        let receiver = try accepting()
        let token = TestSecret.bearerToken.value
        let environment = [
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url, "HOSTNAME": "operator-0",
            "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20\(token)",
        ]
        let options = ControllerScenario.defaults + ["--otlp-interval", "1s"]
        try await ControllerScenario.run(spec, options: options, environment: environment) { scenario in
            try await scenario.settled(["a", "b"])
            try await eventually("a settled pass is in the metrics") {
                try metrics(bodies(receiver, "metrics").last ?? [:]).contains { metric in
                    metric["name"] == "persistence_operator_reconciles_total"
                        && metric[path: "sum", "dataPoints"]?.array?.isEmpty == false
                }
            }
            try await eventually("what was written is in the logs") {
                try records(bodies(receiver, "logs")).contains { record in
                    record[path: "body", "stringValue"] == "written"
                        && record["attributes"]?.array?.contains {
                            $0["key"] == "object" && $0[path: "value", "stringValue"]?.string?.contains("/a") == true
                        } == true
                }
            }
        }
        #expect(receiver.requests.allSatisfy { $0.header("authorization") == "Bearer \(token)" })
        let texts = try records(bodies(receiver, "logs")).compactMap { $0[path: "body", "stringValue"]?.string }
        #expect(texts.first == "the controller has begun" && texts.last == "the controller has ended")
        let resource = try bodies(receiver, "metrics").last?["resourceMetrics"]?.array?.first?["resource"]
        #expect(
            resource?.text().contains(#"{"key":"service.instance.id","value":{"stringValue":"operator-0"}}"#) == true)
    }

    @Test("nothing is sent where nobody asked for it, and where somebody says none")
    func off() async throws {
        let receiver = try accepting()
        let environment = ["OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url]
        try await ControllerScenario.run(spec, options: options("none"), environment: environment) { scenario in
            try await scenario.settled(["a", "b"])
            #expect(try await scenario.fetch("/metrics").body.contains("otlp") == false)
        }
        #expect(receiver.connections == 0)
    }

    @Test("a receiver that is away or does not answer disturbs nothing, and is said once")
    func away() async throws {
        let hanging = try StubHTTPServer { _ in StubResponse(steps: [.untilAbandoned]) }
        let gone = "http://127.0.0.1:\(try FreePort.find())"
        for url in [gone, hanging.url] {
            try await ControllerScenario.run(spec, options: options(url)) { scenario in
                try await scenario.settled(["a", "b"])
                if url == gone {
                    try await eventually("it is said") {
                        scenario.process.errors.contains("logs cannot be exported, which is tried again")
                    }
                }
                try await scenario.namespace.delete("deployments", group: "apps/v1", "b")
                try await eventually("what was deleted is back") {
                    try await scenario.reconcile.deploymentNames() == ["a", "b"]
                }
                try await eventually("it is ready") { try await scenario.fetch("/readyz").status == "200" }
                let start = ContinuousClock.now
                let ended = try await scenario.end()
                #expect(start.duration(to: .now) < Patience.limit(.seconds(4)))
                #expect(ended.errors.ranges(of: "logs cannot be exported").count <= 1)
            }
        }
    }

    @Test("what the exporter says itself is not exported")
    func noLoop() async throws {
        let receiver = try StubHTTPServer(responses: [StubResponse(503), StubResponse(503), StubResponse(json: "{}")])
        try await ControllerScenario.run(spec, options: options(receiver.url)) { scenario in
            try await eventually("it was away, and is back") { scenario.process.errors.contains("are exported again") }
        }
        let texts = try records(bodies(receiver, "logs")).compactMap { $0[path: "body", "stringValue"]?.string }
        #expect(texts.contains("the controller has ended"))
        #expect(texts.allSatisfy { !$0.contains("export") })
    }

    @Test("a URL that is none is wrong usage")
    func usage() async throws {
        let finished = try await OperatorCLI.run("run", "-f", "spec.json", "--otlp-endpoint", "collector:4318")
        #expect(finished.exitCode == 64)
        #expect(finished.errors.contains("--otlp-endpoint is no URL"))
    }
}
