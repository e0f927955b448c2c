import FoundationEssentials
import HTTPTransport

/// One metric of the subscriptions of a project, as Cloud Monitoring is asked for it (API version 3, `projects.timeSeries.list`).
struct PubSubBacklogQuery: Sendable {
    /// Metrics of the resource `pubsub_subscription`: gauges of 64-bit integers, written about once a minute.
    enum Metric: String, Sendable {
        /// Messages that nobody has acknowledged.
        case messages = "num_undelivered_messages"
        /// Seconds since the oldest of them was published.
        case oldestAge = "oldest_unacked_message_age"
    }

    let metric: Metric
    let project: String
    /// The short names.
    let subscriptions: [String]

    /// How old a point may be. Points come a minute apart, and up to four minutes late.
    static let window = Duration.seconds(600)
    /// Subscriptions in one answer: about half a megabyte of JSON.
    static let pageSize = 1_000
    /// A filter may not be longer, in characters.
    private static let longestFilter = 2_048

    /// Which series are wanted: those of the subscriptions, or of all in the project where they are too many to be named.
    ///
    /// A project may show the metrics of others too (a metrics scope), whose subscriptions may have the same names.
    var filter: String {
        let all =
            #"metric.type = "pubsub.googleapis.com/subscription/\#(metric.rawValue)" AND "#
            + #"resource.type = "pubsub_subscription" AND resource.labels.project_id = "\#(project)""#
        let names = subscriptions.sorted().map { #""\#($0)""# }.joined(separator: ",")
        let named = "\(all) AND resource.labels.subscription_id = one_of(\(names))"
        return named.utf8.count <= Self.longestFilter ? named : all
    }

    /// The path and query of the request: the newest point of each series.
    ///
    /// - Parameters:
    ///   - end: The wall time.
    ///   - page: The token of a further page.
    func target(at end: Date, page: String?) -> String {
        let start = end.addingTimeInterval(-TimeInterval(Self.window.components.seconds))
        var fields = [
            ("filter", filter), ("interval.startTime", start.formatted(.iso8601)),
            ("interval.endTime", end.formatted(.iso8601)), ("aggregation.perSeriesAligner", "ALIGN_NEXT_OLDER"),
            ("aggregation.alignmentPeriod", "\(Self.window.components.seconds)s"), ("pageSize", "\(Self.pageSize)"),
        ]
        if let page { fields.append(("pageToken", page)) }
        let query = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return "/v3/projects/\(PercentEncoding.encode(project, keeping: ":"))/timeSeries?\(query)"
    }
}
