import Testing

@testable import PersistenceOperator

@Suite("metrics")
struct MetricRegistryTests {
    private let registry = MetricRegistry()
    private var text: String { PrometheusText.text(of: registry.families) }

    @Test("the text is Prometheus', ascending by name and labels")
    func prometheus() {
        let writes = Metric("x_writes_total", .counter, "Writes.")
        let up = Metric("x_up", .gauge, "Whether it is up.")
        registry.add(to: writes, [("kind", "Secret")])
        registry.add(2, to: writes, [("kind", "Deployment")])
        registry.add(to: writes, [("kind", "Deployment")])
        registry.set(up, to: 0.5)
        #expect(
            text == """
                # HELP x_up Whether it is up.
                # TYPE x_up gauge
                x_up 0.5
                # HELP x_writes_total Writes.
                # TYPE x_writes_total counter
                x_writes_total{kind="Deployment"} 3
                x_writes_total{kind="Secret"} 1

                """)
    }

    @Test("a histogram counts what is at most each bound")
    func histogram() {
        let took = Metric("x_seconds", .histogram([0.1, 1]), "How long.")
        for value in [0.05, 0.1, 0.5, 7] { registry.observe(value, in: took, [("job", "a")]) }
        #expect(
            text.split(separator: "\n").dropFirst(2) == [
                "x_seconds_bucket{job=\"a\",le=\"0.1\"} 2", "x_seconds_bucket{job=\"a\",le=\"1\"} 3",
                "x_seconds_bucket{job=\"a\",le=\"+Inf\"} 4", "x_seconds_sum{job=\"a\"} 7.65",
                "x_seconds_count{job=\"a\"} 4",
            ])
    }

    @Test("what a name may not hold is escaped")
    func escaping() {
        registry.set(Metric("x", .gauge, "A \\ and\na line."), [("name", "a\"b\\c\nd")], to: 1)
        #expect(text.contains(#"# HELP x A \\ and\na line."#))
        #expect(text.contains(#"x{name="a\"b\\c\nd"} 1"#))
    }

    @Test("a replaced gauge has no series of before, but all of others")
    func replaced() {
        let ready = Metric("x_ready", .gauge, "Ready.")
        func replace(_ instance: String, _ values: [(String, Double)]) {
            let labelled = values.map { (labels: [("instance", instance), ("endpoint", $0.0)], value: $0.1) }
            registry.replace(ready, having: ("instance", instance), with: labelled)
        }
        replace("i", [("a", 1), ("b", 0)])
        replace("in", [("a", 1)])
        replace("i", [("b", -1)])
        #expect(
            text.hasSuffix(
                """
                x_ready{instance="i",endpoint="b"} -1
                x_ready{instance="in",endpoint="a"} 1

                """))
        registry.remove(having: ("instance", "i"))
        #expect(!text.contains(#"instance="i""#))
        #expect(text.contains(#"instance="in""#))
    }
}
