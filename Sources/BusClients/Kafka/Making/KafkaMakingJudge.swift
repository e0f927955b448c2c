import CRdKafka

/// Turns what brokers said to a request that makes something into an outcome. Pure.
struct KafkaMakingJudge: Sendable {
    /// What was asked for.
    enum Work: Sendable {
        case topic(String)
        case partitions(of: String)
    }

    let work: Work
    /// Who asked.
    let observer: BusObserver

    /// The outcome.
    func outcome(of answer: KafkaAdminAnswer) -> MakingOutcome {
        switch (rd_kafka_resp_err_t(rawValue: answer.code), work) {
        case (RD_KAFKA_RESP_ERR_NO_ERROR, _): return MakingOutcome(.made)
        // Brokers have no code for a topic that has as many partitions already: whoever looks again knows.
        case (RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, _), (RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, .partitions):
            return MakingOutcome(.existed, answer.text)
        case (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, _), (RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, _):
            return MakingOutcome(.forbidden, "\(observer.principal) may not \(what) (\(answer.text))", action: grant)
        case (RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, _), (RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, _),
            (RD_KAFKA_RESP_ERR_INVALID_CONFIG, _), (RD_KAFKA_RESP_ERR_POLICY_VIOLATION, _),
            (RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, _), (RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, _),
            (RD_KAFKA_RESP_ERR_INVALID_REQUEST, _), (RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, _),
            (RD_KAFKA_RESP_ERR__INVALID_ARG, _):
            return MakingOutcome(
                .refused, "the brokers do not \(what): \(answer.text)", action: "do what they say, or make it by hand")
        default:
            return MakingOutcome(
                .failed, "it is not known whether the brokers did \(what): \(answer.text)",
                action: "run it again: what is there by then is left as it is")
        }
    }

    private var what: String {
        switch work {
        case .topic(let name): "create the topic '\(name)'"
        case .partitions(let name): "add partitions to the topic '\(name)'"
        }
    }

    private var grant: String {
        switch work {
        case .topic(let name):
            "grant \(observer.principal) Create on the topic '\(name)' or on the cluster (Amazon MSK's IAM: "
                + "kafka-cluster:CreateTopic)"
        case .partitions(let name):
            "grant \(observer.principal) Alter on the topic '\(name)' (Amazon MSK's IAM: kafka-cluster:AlterTopic)"
        }
    }
}
