import Documents
import TestPeers
import Testing

/// Metrics and alert rules, by Prometheus' own judgement.
@Suite("monitoring", .requires(.controllers), .requires(.promtool))
struct MonitoringTests {
    private func promtool(_ arguments: String..., input: String? = nil) async throws -> FinishedProcess {
        try await ChildProcess.run(Promtool.path, arguments, input: input)
    }

    @Test("promtool finds nothing to say against the metrics, and every alert is about some of them")
    func metrics() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["result-bus", "dlq"] { cluster.createTopic(topic, partitions: 1) }
        let options = [
            "--kafka-bootstrap-servers", cluster.bootstrapServers, "--listen", "127.0.0.1:0", "--no-leader-election",
        ]
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ControllerScenario.run(spec, options: options) { scenario in
            try await scenario.settled(["a"])
            let metrics = try await scenario.fetch("/metrics").body + "\n"
            let verdict = try await promtool("check", "metrics", input: metrics)
            #expect(verdict.exitCode == 0)
            #expect(verdict.output.isEmpty && verdict.errors.isEmpty, "\(verdict.output)\(verdict.errors)")

            #expect(
                try await scenario.metric("persistence_operator_api_requests_in_flight", "watch") > 3, "the watches")

            #expect(try await scenario.metric("persistence_operator_spec_info", "revision=") == 1)
            #expect(try await scenario.metric("persistence_operator_build_info", "version=") == 1)

            let rules = Scratch.text(ofFile: Checkout.path("deploy/monitoring/alerts.yaml"))
            for name in Set(rules.matches(of: /persistence_operator_\w+/).map { String($0.output) }) {
                #expect(metrics.contains("# TYPE \(name) "), "an alert is about \(name), which nobody serves")
            }
        }
    }
}
