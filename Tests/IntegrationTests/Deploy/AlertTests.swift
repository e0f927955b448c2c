import TestPeers
import Testing

/// When the alert rules fire, by Prometheus' own judgement: `promtool test rules`.
@Suite("alerts", .requires(.promtool))
struct AlertTests {
    /// An hour of a metric in samples of 30 s, and whether an alert fires then.
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let alert: String
        /// Series with their values, as promtool has them (`0+1x120`).
        let series: [(name: String, values: String)]
        /// The number of alerts that fire.
        let firing: Int

        init(_ alert: String, _ what: String, _ firing: Int, _ series: (String, String)...) {
            testDescription = "\(alert): \(what)"
            self.alert = alert
            self.series = series
            self.firing = firing
        }
    }

    private static func leader(_ pod: String, mode: String = "reconcile", namespace: String = "x") -> String {
        #"persistence_operator_leader{mode="\#(mode)",job="j",namespace="\#(namespace)",pod="\#(pod)"}"#
    }

    private static func passes(_ result: String) -> String {
        #"persistence_operator_reconciles_total{result="\#(result)",instance="i",pod="a"}"#
    }

    private static func finding(_ severity: String, _ code: String) -> String {
        #"persistence_operator_bus_findings{severity="\#(severity)",code="\#(code)",instance="i",pod="a"}"#
    }

    private static let cases = [
        Case("NoLeader", "one of two leads", 0, (leader("a"), "1x120"), (leader("b"), "0x120")),
        Case("NoLeader", "none of two leads", 1, (leader("a"), "0x120"), (leader("b"), "0x120")),
        Case("NoLeader", "nobody tells anything", 1, ("up", "0x120")),
        Case("NoLeader", "who only looks needs none", 0, (leader("a", mode: "observe"), "0x120")),
        Case(
            "NoLeader", "who only looks does not stand in for who writes", 1, (leader("a", mode: "observe"), "0x120"),
            (leader("b"), "0x120")),
        Case(
            "NoLeader", "one installation does not stand in for another", 1, (leader("a"), "1x120"),
            (leader("b", namespace: "y"), "0x120")),
        Case(
            "PassesFail", "with the longest back-off, for ever", 1, (passes("settled"), "3x120"),
            (passes("failed"), "0 1 2 3 4 5 6 7 7 8 " + (8...16).map { "\($0)x10" }.joined(separator: " "))),
        Case(
            "PassesFail", "some failed, then one settled", 0, (passes("settled"), "3x105 4x20"),
            (passes("failed"), "0x95 3 4 5 6 7 8x20")),
        Case("BusUnhealthy", "what warns, by code", 1, (finding("warns", "RetentionTooShort"), "2x120")),
        Case("BusUnhealthy", "what only informs", 0, (finding("informs", "RetentionLong"), "2x120")),
        Case("PassesFail", "none fails", 0, (passes("settled"), "0+1x120"), (passes("failed"), "2x120")),
    ]

    @Test("fire where somebody must look, and only there", arguments: cases)
    func firing(_ scenario: Case) async throws {
        let rules = try Scratch.file("rules.yaml", Self.rules())
        let series = scenario.series.map { "      - {series: '\($0.name)', values: '\($0.values)'}\n" }.joined()
        let test = try Scratch.file(
            "test.yaml",
            """
            rule_files: ['\(rules)']
            evaluation_interval: 30s
            tests:
              - interval: 30s
                input_series:
            \(series)
                promql_expr_test:
                  - expr: count(ALERTS{alertname="PersistenceOperator\(scenario.alert)",alertstate="firing"}) or vector(0)
                    eval_time: 1h
                    exp_samples: [{labels: '{}', value: \(scenario.firing)}]

            """)
        let verdict = try await ChildProcess.run(Promtool.path, ["test", "rules", test])
        #expect(verdict.exitCode == 0, "\(verdict.output)\(verdict.errors)")
    }

    @Test("are rules that promtool accepts")
    func accepted() async throws {
        let verdict = try await ChildProcess.run(
            Promtool.path, ["check", "rules", try Scratch.file("rules.yaml", try Self.rules())])
        #expect(verdict.exitCode == 0, "\(verdict.output)\(verdict.errors)")
        #expect(verdict.output.contains("rules found"), "\(verdict.output)")
    }

    @Test("name the instance as the metrics do: the label is not that of what is scraped")
    func labels() {
        let monitor = Scratch.text(ofFile: Checkout.path("deploy/monitoring/service-monitor.yaml"))
        #expect(monitor.contains("honorLabels: true"))
    }

    /// What Prometheus reads is the manifest's `spec`.
    private static func rules() throws -> String {
        let manifest = Scratch.text(ofFile: Checkout.path("deploy/monitoring/alerts.yaml"))
        let lines = manifest.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex(of: "spec:"))
        return lines[(start + 1)...].map { $0.hasPrefix("  ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n")
    }
}
