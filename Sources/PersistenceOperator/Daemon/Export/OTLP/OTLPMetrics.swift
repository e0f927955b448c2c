import Documents

/// Metrics as an `ExportMetricsServiceRequest` (opentelemetry/proto/metrics/v1/metrics.proto). Names are those of Prometheus, so
/// that a dashboard shows both.
struct OTLPMetrics: Sendable {
    /// Who sends.
    let resource: OTLPResource
    /// Since when counters count.
    let start: WallTime

    /// AGGREGATION_TEMPORALITY_CUMULATIVE: numbers count from `start`, so that a lost request loses nothing.
    private static let cumulative: JSONValue = 2

    /// The request with the values of a time.
    func request(_ families: [MetricFamily], at now: WallTime) -> JSONValue {
        let scope: JSONValue = [
            "scope": OTLPValue.scope("persistence-operator"), "metrics": .array(families.map { metric($0, at: now) }),
        ]
        return ["resourceMetrics": [["resource": resource.json, "scopeMetrics": [scope]]]]
    }

    private func metric(_ family: MetricFamily, at now: WallTime) -> JSONValue {
        let metric = family.metric
        let points = JSONValue.array(
            family.series.map { (labels: $0.key, series: $0.value) }
                .sorted { $0.labels.lexicographicallyPrecedes($1.labels) { $0.value < $1.value } }
                .map { point($0.series, metric.kind, $0.labels, at: now) })
        var json: JSONValue = ["name": .string(metric.name), "description": .string(metric.help)]
        json["unit"] = Self.unit(of: metric.name).map(JSONValue.string)
        switch metric.kind {
        case .counter:
            json["sum"] = ["aggregationTemporality": Self.cumulative, "isMonotonic": true, "dataPoints": points]
        case .gauge: json["gauge"] = ["dataPoints": points]
        case .histogram: json["histogram"] = ["aggregationTemporality": Self.cumulative, "dataPoints": points]
        }
        return json
    }

    private func point(
        _ series: MetricSeries, _ kind: Metric.Kind, _ labels: [MetricLabel], at now: WallTime
    ) -> JSONValue {
        let attributes = JSONObject(labels.reduce(into: [:]) { $0[$1.name] = .string($1.value) })
        var json: JSONValue = ["timeUnixNano": OTLPValue.integer(now.nanosecondsSince1970)]
        json["attributes"] = OTLPValue.attributes(attributes)
        if kind != .gauge { json["startTimeUnixNano"] = OTLPValue.integer(start.nanosecondsSince1970) }
        guard case .histogram(let bounds) = kind else {
            json["asDouble"] = OTLPValue.double(series.value)
            return json
        }
        json["count"] = OTLPValue.integer(series.count)
        json["sum"] = OTLPValue.double(series.value)
        json["explicitBounds"] = .array(bounds.map(OTLPValue.double))
        json["bucketCounts"] = .array(Self.counts(of: series).map(OTLPValue.integer))
        return json
    }

    /// How many observations lie between two bounds each; the registry counts all below a bound.
    private static func counts(of series: MetricSeries) -> [Int] {
        zip(series.buckets + [series.count], [0] + series.buckets).map { $0 - $1 }
    }

    /// The unit in UCUM that the name tells; `nil`: it counts something.
    private static func unit(of name: String) -> String? {
        if name.hasSuffix("_seconds") || name.hasSuffix("_seconds_total") { return "s" }
        return name.hasSuffix("_bytes") ? "By" : nil
    }
}
