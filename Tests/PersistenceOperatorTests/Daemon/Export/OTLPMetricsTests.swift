import Documents
import Testing

@testable import PersistenceOperator

@Suite("metrics in OTLP")
struct OTLPMetricsTests {
    private let registry = MetricRegistry()

    private func request() -> JSONValue {
        let resource = OTLPResource(instanceID: "operator-0", namespace: "writers")
        let encoder = OTLPMetrics(resource: resource, start: WallTime(seconds: 1_700_000_000))
        return encoder.request(registry.families, at: WallTime(seconds: 1_700_000_030, nanoseconds: 5))
    }

    private func metrics() -> [JSONValue] {
        request()["resourceMetrics"]?.array?.first?["scopeMetrics"]?.array?.first?["metrics"]?.array ?? []
    }

    @Test("a request has resource, scope and metrics, 64-bit integers as strings")
    func whole() throws {
        registry.add(3, to: Metric("x_writes_total", .counter, "Writes."), [("kind", "Deployment"), ("a", "b")])
        #expect(
            request()
                == (try JSONValue(
                    parsing: """
                        {"resourceMetrics": [{
                          "resource": {"attributes": [
                            {"key": "k8s.namespace.name", "value": {"stringValue": "writers"}},
                            {"key": "service.instance.id", "value": {"stringValue": "operator-0"}},
                            {"key": "service.name", "value": {"stringValue": "persistence-operator"}},
                            {"key": "service.version", "value": {"stringValue": "\(OperatorVersion.current)"}}
                          ]},
                          "scopeMetrics": [{
                            "scope": {"name": "persistence-operator"},
                            "metrics": [{
                              "name": "x_writes_total", "description": "Writes.",
                              "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [{
                                "attributes": [
                                  {"key": "a", "value": {"stringValue": "b"}},
                                  {"key": "kind", "value": {"stringValue": "Deployment"}}
                                ],
                                "startTimeUnixNano": "1700000000000000000", "timeUnixNano": "1700000030000000005",
                                "asDouble": 3.0
                              }]}
                            }]
                          }]
                        }]}
                        """)))
    }

    @Test("a gauge has no start, and the unit that its name tells")
    func gauge() throws {
        registry.set(Metric("x_memory_bytes", .gauge, "Memory."), to: 0.5)
        #expect(
            metrics() == [
                try JSONValue(
                    parsing: """
                        {"name": "x_memory_bytes", "description": "Memory.", "unit": "By", "gauge": {"dataPoints": [
                          {"attributes": [], "timeUnixNano": "1700000030000000005", "asDouble": 0.5}]}}
                        """)
            ])
    }

    @Test("a histogram's buckets hold what lies between two bounds, the last what is above all")
    func histogram() throws {
        let took = Metric("x_seconds", .histogram([0.1, 1]), "How long.")
        for value in [0.05, 0.1, 0.5, 7, 8, 9] { registry.observe(value, in: took) }
        #expect(
            metrics() == [
                try JSONValue(
                    parsing: """
                        {"name": "x_seconds", "description": "How long.", "unit": "s", "histogram": {
                          "aggregationTemporality": 2, "dataPoints": [{
                            "attributes": [], "startTimeUnixNano": "1700000000000000000",
                            "timeUnixNano": "1700000030000000005", "count": "6", "sum": 24.65,
                            "explicitBounds": [0.1, 1.0], "bucketCounts": ["2", "1", "3"]}]}}
                        """)
            ])
    }

    @Test("outside of a pod there is no namespace")
    func noNamespace() {
        let keys = OTLPResource(instanceID: "x").json["attributes"]?.array?.compactMap { $0["key"]?.string }
        #expect(keys == ["service.instance.id", "service.name", "service.version"])
    }

    @Test(
        "the unit is that of the name", arguments: [("x_cpu_seconds_total", "s"), ("x_total", nil), ("x_seconds", "s")])
    func unit(name: String, expected: String?) {
        registry.set(Metric(name, .counter, ""), to: 1)
        #expect(metrics().first?["unit"]?.string == expected)
    }

    @Test("what JSON has no number for is a string", arguments: [(Double.infinity, "Infinity"), (.nan, "NaN")])
    func notFinite(value: Double, expected: String) {
        #expect(OTLPValue.double(value) == .string(expected))
        #expect(OTLPValue.double(-value) == .string(value.isNaN ? "NaN" : "-Infinity"))
    }
}
