import BusClients

/// How many replicas a new Kafka topic gets, and why it gets none. Pure.
struct TopicReplication {
    /// Why no topic is made.
    struct Refusal {
        let reason: BootstrapReason
        let message: String
        let hint: String
    }

    private let asked: Int?
    private let survey: KafkaSurvey

    init(_ request: BootstrapRequest, _ survey: KafkaSurvey) {
        asked = request.replication
        self.survey = survey
    }

    /// The number that is asked for, else the brokers' default; 0: neither is known.
    var number: Int { asked ?? survey.defaults.defaultReplication ?? 0 }

    /// Why not; `nil`: nothing speaks against it.
    var refusal: Refusal? {
        if number == 0 {
            return Refusal(
                reason: .replicationUnseen, message: "the brokers do not tell their default.replication.factor",
                hint: "grant DescribeConfigs on the cluster, or say how many: --replication 3")
        }
        if number > survey.brokers {
            return Refusal(
                reason: .brokersMissing,
                message: "it takes \(number) brokers for \(number) replicas, and \(survey.brokers) "
                    + (survey.brokers == 1 ? "is up" : "are up"),
                hint: "bring the others back, or say that fewer will do: --replication \(survey.brokers)")
        }
        if asked == nil, let absent = survey.absentBrokers.first {
            return Refusal(
                reason: .brokersMissing,
                message: "broker \(absent) is not up: new topics would have no replica there for ever",
                hint: "bring it back, or say that the others will do: --replication \(number)")
        }
        if asked == nil, number < BootstrapRequest.leastReplication {
            return Refusal(
                reason: .replicationTooLow,
                message: "the brokers' default.replication.factor is \(number): with "
                    + (number == 1 ? "its broker" : "\(number) brokers") + " its messages would be gone",
                hint: "raise the brokers' default, or say how many: --replication "
                    + "\(min(BootstrapRequest.leastReplication, survey.brokers))")
        }
        if let minimum = survey.defaults.defaultMinimumInSync, minimum > number {
            return Refusal(
                reason: .minimumInSyncTooHigh,
                message: "the brokers' min.insync.replicas is \(minimum), more than the \(number) "
                    + "\(number == 1 ? "replica" : "replicas") that it would have: producers would be refused",
                hint: "ask for more with --replication, or lower the brokers' min.insync.replicas")
        }
        return nil
    }
}
