import Synchronization

/// The present values of metrics.
public final class MetricRegistry: Sendable {
    /// Labels and their values, in the order of the text.
    public typealias Labels = [(name: String, value: String)]

    private let values = Mutex<[String: MetricFamily]>([:])

    /// Makes an empty registry.
    public init() {}

    /// Everything as it is now, ascending by name.
    public var families: [MetricFamily] {
        values.withLock { Array($0.values) }.sorted { $0.metric.name < $1.metric.name }
    }

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
        self.values.withLock { families in
            var family = families[metric.name] ?? MetricFamily(metric: metric)
            family.remove(MetricLabel(name: label.name, value: label.value))
            for each in values { family.series[Self.key(each.labels)] = MetricSeries(value: each.value) }
            families[metric.name] = family
        }
    }

    /// Removes all series that have a label.
    public func remove(having label: (name: String, value: String)) {
        values.withLock { families in
            for name in families.keys { families[name]?.remove(MetricLabel(name: label.name, value: label.value)) }
        }
    }

    private func update(_ metric: Metric, _ labels: Labels, _ change: (inout MetricSeries) -> Void) {
        values.withLock {
            change(
                &$0[metric.name, default: MetricFamily(metric: metric)]
                    .series[Self.key(labels), default: MetricSeries()])
        }
    }

    private static func key(_ labels: Labels) -> [MetricLabel] {
        labels.map { MetricLabel(name: $0.name, value: $0.value) }
    }
}

extension MetricFamily {
    fileprivate mutating func remove(_ label: MetricLabel) {
        series = series.filter { !$0.key.contains(label) }
    }
}
