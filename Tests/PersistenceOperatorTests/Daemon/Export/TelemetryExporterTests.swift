import Documents
import Logging
import Synchronization
import TestPeers
import Testing

@testable import PersistenceOperator

/// The exporter against a receiver on loopback.
@Suite("the exporter")
struct TelemetryExporterTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        func append(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private let lines = Lines()
    private let registry = MetricRegistry()

    private func settings(_ url: String, _ environment: [String: String] = [:]) throws -> ExportSettings {
        let interval = try #require(TimeLimit("1"))
        return try #require(try ExportSettings(endpoint: url, interval: interval, environment: environment))
    }

    private func exporter(_ settings: ExportSettings) -> TelemetryExporter {
        let logger = Logger(label: TelemetryExporter.label) { label in
            OperatorLogHandler(label: label, level: .info, format: .text, write: { [lines] in lines.append($0) })
        }
        return TelemetryExporter(
            settings, resource: OTLPResource(instanceID: "x"), start: .now, logger: logger
        ) { [registry] in registry.families }
    }

    private func log(_ messages: String..., to settings: ExportSettings) {
        let logger = Logger(label: "controller") { label in
            OperatorLogHandler(label: label, level: .info, format: .text, write: { _ in }, outbox: settings.outbox)
        }
        for message in messages { logger.info("\(message)") }
    }

    /// The texts of the records in each request for logs.
    private func records(_ server: StubHTTPServer) throws -> [[String]] {
        try server.requests.filter { $0.path == "/v1/logs" }.map { request in
            let scopes = try JSONValue(parsing: request.text)["resourceLogs"]?.array?.first?["scopeLogs"]?.array
            return (scopes ?? []).flatMap { $0["logRecords"]?.array ?? [] }.compactMap {
                $0[path: "body", "stringValue"]?.string
            }
        }
    }

    /// Exports while a body runs, then flushes.
    private func exporting(_ settings: ExportSettings, _ body: () async throws -> Void) async throws {
        let exporter = exporter(settings)
        let task = Task { await exporter.run() }
        defer { task.cancel() }
        try await body()
        task.cancel()
        await task.value
        await exporter.flush()
    }

    @Test("sends metrics and logs as JSON with the headers, at each interval and at the end")
    func sends() async throws {
        let server = try StubHTTPServer { _ in StubResponse(json: "{}") }
        let settings = try settings(server.url + "/otlp/", ["OTEL_EXPORTER_OTLP_HEADERS": "x-key=%41"])
        registry.add(to: Metric("x_total", .counter, "X."))
        try await exporting(settings) {
            log("first", to: settings)
            try await eventually("both arrive") { Set(server.requests.map(\.path)).count == 2 }
            log("last", to: settings)
        }
        let requests = server.requests
        #expect(Set(requests.map(\.path)) == ["/otlp/v1/metrics", "/otlp/v1/logs"])
        #expect(requests.allSatisfy { $0.method == "POST" && $0.header("Content-Type") == "application/json" })
        #expect(requests.allSatisfy { $0.header("x-key") == "A" })
        let texts = requests.map(\.text)
        #expect(texts.contains { $0.contains("first") } && texts.contains { $0.contains("last") })
        #expect(texts.contains { $0.contains("x_total") })
        #expect(lines.all == [])
    }

    @Test("sends a full batch at once, and the rest at the end")
    func batches() async throws {
        let server = try StubHTTPServer { _ in StubResponse(json: "{}") }
        let interval = try #require(TimeLimit("60m"))
        let settings = try #require(
            try ExportSettings(endpoint: server.url, interval: interval, environment: [:]))
        try await exporting(settings) {
            for number in 0..<600 { log("\(number)", to: settings) }
            try await eventually("a batch arrives long before the interval is over") {
                try records(server).map(\.count) == [512]
            }
        }
        #expect(try records(server).flatMap { $0 } == (0..<600).map(String.init))
    }

    @Test("what may pass is sent again, and the trouble is said once")
    func retries() async throws {
        let logs = Mutex(0)
        let server = try StubHTTPServer { request in
            guard request.path == "/v1/logs" else { return StubResponse(json: "{}") }
            let number = logs.withLock { count in
                count += 1
                return count
            }
            return number <= 2 ? StubResponse(503, headers: [("Retry-After", "1")]) : StubResponse(json: "{}")
        }
        let settings = try settings(server.url)
        try await exporting(settings) {
            log("kept", to: settings)
            try await eventually("it is sent again until it is taken") { lines.all.count == 2 }
        }
        #expect(try records(server) == [["kept"], ["kept"], ["kept"]])
        #expect(lines.all.first?.contains("logs cannot be exported, which is tried again: it answers 503") == true)
        #expect(lines.all.last?.contains("logs are exported again") == true)
    }

    @Test("what is refused is not sent again, is counted, and the receiver's words hide what it was sent")
    func refused() async throws {
        let token = TestSecret.bearerToken.value
        let server = try StubHTTPServer { request in
            request.path == "/v1/logs"
                ? StubResponse(401, json: #"{"message": "no such token: \#(token)"}"#) : StubResponse(json: "{}")
        }
        let settings = try settings(server.url, ["OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer \(token)"])
        try await exporting(settings) {
            log("one", to: settings)
            try await eventually("it is said") { lines.all.count == 1 }
            log("two", to: settings)
            try await eventually("the next is refused too") { settings.outbox.withQueue(\.refused) == 2 }
        }
        #expect(try records(server) == [["one"], ["two"]])
        #expect(server.requests.first?.header("authorization") == "Bearer \(token)")
        #expect(lines.all.count == 1)
        #expect(
            lines.all.first?.contains("refuses logs, which are lost: it answers 401: no such token: <hidden>") == true)
        let metrics = DaemonMetrics(registry: registry)
        metrics.show(settings.outbox)
        #expect(
            PrometheusText.text(of: registry.families)
                .contains(#"persistence_operator_otlp_log_records_dropped_total{reason="refused"} 2"#))
    }

    @Test("trusts the authority that it is told, and no receiver of another")
    func authority() async throws {
        let authority = try TestAuthority()
        let server = try StubHTTPServer(tls: StubTLS(authority.issue()), responses: [StubResponse(json: "{}")])
        let file = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        await exporter(try settings(server.url)).flush()
        #expect(server.requests.isEmpty)
        await exporter(try settings(server.url, ["OTEL_EXPORTER_OTLP_CERTIFICATE": file])).flush()
        #expect(server.requests.map(\.path) == ["/v1/metrics"])
    }

    @Test("the end does not wait for a receiver that does not answer")
    func hanging() async throws {
        let server = try StubHTTPServer { _ in StubResponse(steps: [.untilAbandoned]) }
        let settings = try settings(server.url)
        let exporter = exporter(settings)
        log("never taken", to: settings)
        let start = ContinuousClock.now
        await exporter.flush()
        #expect(start.duration(to: .now) < Patience.limit(.seconds(3)))
        #expect(!server.requests.isEmpty)
    }

    @Test("without a receiver it goes on quietly, and holds no more than it may")
    func nobody() async throws {
        let settings = try settings("http://127.0.0.1:\(try FreePort.find())")
        try await exporting(settings) {
            for number in 0..<3000 { log("\(number)", to: settings) }
            try await eventually("both are said") { lines.all.count == 2 }
        }
        #expect(settings.outbox.withQueue(\.overflowed) == 3000 - 2048)
        #expect(lines.all.count == 2)
    }
}
