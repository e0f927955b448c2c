/// Metrics in the Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/).
enum PrometheusText {
    /// The families in their order, the series of each ascending by their labels' text.
    static func text(of families: [MetricFamily]) -> String {
        var text = ""
        for family in families {
            let metric = family.metric
            text += "# HELP \(metric.name) \(escaped(metric.help, quotes: false))\n"
            text += "# TYPE \(metric.name) \(name(of: metric.kind))\n"
            let series = family.series.map { (labels: Self.text(of: $0.key), values: $0.value) }
            for (labels, values) in series.sorted(by: { $0.labels < $1.labels }) {
                text += lines(metric, labels, values)
            }
        }
        return text
    }

    private static func name(of kind: Metric.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    private static func lines(_ metric: Metric, _ labels: String, _ series: MetricSeries) -> String {
        let name = metric.name
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        guard case .histogram(let bounds) = metric.kind else { return "\(name)\(braces) \(number(series.value))\n" }
        let before = labels.isEmpty ? "" : "\(labels),"
        var text = ""
        for (bound, count) in zip(bounds, series.buckets) {
            text += "\(name)_bucket{\(before)le=\"\(number(bound))\"} \(count)\n"
        }
        text += "\(name)_bucket{\(before)le=\"+Inf\"} \(series.count)\n"
        return text + "\(name)_sum\(braces) \(number(series.value))\n\(name)_count\(braces) \(series.count)\n"
    }

    private static func text(of labels: [MetricLabel]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.append(character)
            }
        }
        return result
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
}
