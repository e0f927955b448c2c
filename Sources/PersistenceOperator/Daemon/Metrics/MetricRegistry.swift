import Synchronization

/// A metric: its name, what it says, and how it behaves (https://prometheus.io/docs/concepts/metric_types/).
public struct Metric: Hashable, Sendable {
    /// How a metric behaves.
    public enum Kind: Hashable, Sendable {
        /// It only grows.
        case counter
        /// It goes up and down.
        case gauge
        /// How many observations were at most each of these bounds, ascending.
        case histogram([Double])

        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// `persistence_operator_…`; counters end in `_total`, times in `_seconds`.
    public let name: String
    /// One sentence.
    public let help: String
    /// How it behaves.
    public let kind: Kind

    /// Makes a metric.
    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.help = help
        self.kind = kind
    }
}

/// The present values of metrics, and their text for a scraper.
public final class MetricRegistry: Sendable {
    /// Labels and their values, in the order of the text.
    public typealias Labels = [(name: String, value: String)]

    private struct Series {
        var value = 0.0
        /// Histograms: observations by bound, and their number.
        var buckets: [Int] = []
        var count = 0
    }

    private struct Family {
        var metric: Metric
        var series: [String: Series] = [:]

        mutating func remove(_ label: (name: String, value: String)) {
            let text = MetricRegistry.text(of: [label])
            series = series.filter { key, _ in
                key != text && !key.hasPrefix(text + ",") && !key.contains("," + text + ",")
                    && !key.hasSuffix("," + text)
            }
        }
    }

    private let families = Mutex<[String: Family]>([:])

    /// Makes an empty registry.
    public init() {}

    /// Adds to a counter or gauge.
    public func add(_ amount: Double = 1, to metric: Metric, _ labels: Labels = []) {
        update(metric, labels) { $0.value += amount }
    }

    /// Sets a gauge, or a counter that is kept elsewhere.
    public func set(_ metric: Metric, _ labels: Labels = [], to value: Double) {
        update(metric, labels) { $0.value = value }
    }

    /// Counts an observation of a histogram.
    public func observe(_ value: Double, in metric: Metric, _ labels: Labels = []) {
        guard case .histogram(let bounds) = metric.kind else { return }
        update(metric, labels) { series in
            if series.buckets.isEmpty { series.buckets = Array(repeating: 0, count: bounds.count) }
            for (index, bound) in bounds.enumerated() where value <= bound { series.buckets[index] += 1 }
            series.value += value
            series.count += 1
        }
    }

    /// Replaces the series of a gauge that have a label: what is not named any more disappears.
    public func replace(
        _ metric: Metric, having label: (name: String, value: String), with values: [(labels: Labels, value: Double)]
    ) {
        families.withLock { families in
            var family = families[metric.name] ?? Family(metric: metric)
            family.remove(label)
            for each in values { family.series[Self.text(of: each.labels)] = Series(value: each.value) }
            families[metric.name] = family
        }
    }

    /// Removes all series that have a label.
    public func remove(having label: (name: String, value: String)) {
        families.withLock { families in
            for name in families.keys { families[name]?.remove(label) }
        }
    }

    private func update(_ metric: Metric, _ labels: Labels, _ change: (inout Series) -> Void) {
        let key = Self.text(of: labels)
        families.withLock { change(&$0[metric.name, default: Family(metric: metric)].series[key, default: Series()]) }
    }

    // MARK: Text

    /// All metrics in the Prometheus text format, ascending by name
    /// (https://prometheus.io/docs/instrumenting/exposition_formats/).
    public var text: String {
        let families = families.withLock { $0 }
        var text = ""
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text += "# HELP \(name) \(Self.escaped(family.metric.help, quotes: false))\n"
            text += "# TYPE \(name) \(family.metric.kind.name)\n"
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) {
                text += Self.lines(name, family.metric.kind, labels, series)
            }
        }
        return text
    }

    private static func lines(_ name: String, _ kind: Metric.Kind, _ labels: String, _ series: Series) -> String {
        guard case .histogram(let bounds) = kind else {
            return "\(name)\(labels.isEmpty ? "" : "{\(labels)}") \(number(series.value))\n"
        }
        let before = labels.isEmpty ? "" : "\(labels),"
        var text = ""
        for (bound, count) in zip(bounds, series.buckets) {
            text += "\(name)_bucket{\(before)le=\"\(number(bound))\"} \(count)\n"
        }
        text += "\(name)_bucket{\(before)le=\"+Inf\"} \(series.count)\n"
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        return text + "\(name)_sum\(braces) \(number(series.value))\n\(name)_count\(braces) \(series.count)\n"
    }

    private static func text(of labels: Labels) -> String {
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
