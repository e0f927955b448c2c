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
    }

    /// `persistence_operator_…`; counters end in `_total`, times in `_seconds`, sizes in `_bytes`.
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

/// One dimension of a series.
public struct MetricLabel: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value: any text.
    public let value: String
}

/// The values of a metric for one combination of labels.
public struct MetricSeries: Hashable, Sendable {
    /// The value; of a histogram the sum of its observations.
    public var value = 0.0
    /// Histograms: how many observations were at most each bound, so the numbers ascend.
    public var buckets: [Int] = []
    /// Histograms: the number of observations.
    public var count = 0
}

/// A metric and its present values.
public struct MetricFamily: Hashable, Sendable {
    /// What they are values of.
    public let metric: Metric
    /// By labels, which are in the order in which they were given.
    public internal(set) var series: [[MetricLabel]: MetricSeries] = [:]
}
