import BusClients
import WriterSpecs

/// What is known of the bus, as metrics.
extension DaemonMetrics {
    static let endpointReady = Metric(
        "persistence_operator_endpoint_ready", .gauge,
        "Topics and subscriptions: 1 ready, 0 not ready, -1 unknown.")
    static let consumerLag = Metric(
        "persistence_operator_consumer_lag_messages", .gauge,
        "Messages that a consumer group has not read; without a series where that is not known.")
    static let consumerMembers = Metric(
        "persistence_operator_consumer_group_members", .gauge, "Members of a consumer group.")
    static let backlogMessages = Metric(
        "persistence_operator_subscription_backlog_messages", .gauge,
        "Messages of a subscription that nobody has acknowledged; without a series where that is not known.")
    static let oldestUnacked = Metric(
        "persistence_operator_subscription_oldest_unacked_seconds", .gauge,
        "Seconds since the oldest of them was published; without a series where that is not known.")
    static let busFindings = Metric(
        "persistence_operator_bus_findings", .gauge,
        "Topics, subscriptions and clusters with something wrong that can be used, by code and severity.")

    /// All of them.
    static let ofBus = [
        endpointReady, consumerLag, consumerMembers, backlogMessages, oldestUnacked, busFindings,
    ]

    /// Shows what is known of the bus. What is not known has no series: neither zero nor the last number.
    func show(_ readiness: BusReadiness, instance: String) {
        func show(_ metric: Metric, _ series: [(labels: [(String, String)], value: Double)]) {
            registry.replace(
                metric, having: ("instance", instance),
                with: series.map { ([("instance", instance)] + $0.labels, $0.value) })
        }
        show(Self.endpointReady, readiness.readings.map { ([("endpoint", $0.id)], Self.value(of: $1.readiness)) })
        let groups = readiness.groups.map { (labels: [("group", $0.group), ("topic", $0.topic)], reading: $1) }
        show(
            Self.consumerLag,
            groups.compactMap { labels, reading in
                guard case .known(let known) = reading.lag else { return nil }
                return (labels, Double(known.messages))
            })
        show(
            Self.consumerMembers,
            groups.compactMap { labels, reading in reading.members.map { (labels, Double($0)) } })
        let backlogs = readiness.backlogs.compactMap {
            subscription, backlog -> (labels: [(String, String)], messages: Int64, oldest: Duration)? in
            guard case .known(let messages, let oldest) = backlog else { return nil }
            return ([("endpoint", subscription.id)], messages, oldest)
        }
        show(Self.backlogMessages, backlogs.map { ($0.labels, Double($0.messages)) })
        show(Self.oldestUnacked, backlogs.map { ($0.labels, Double($0.oldest.components.seconds)) })
        let findings = Dictionary(grouping: readiness.findings) { [$0.reason.rawValue, $0.severity.rawValue] }
        show(
            Self.busFindings,
            findings.map { key, findings in
                ([("code", key[0]), ("severity", key[1])], Double(Set(findings.map(\.place)).count))
            })
    }

    private static func value(of readiness: EndpointReading.Readiness) -> Double {
        switch readiness {
        case .ready: 1
        case .notReady: 0
        case .unknown: -1
        }
    }
}
