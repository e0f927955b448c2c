import CRdKafka

/// Turns what a cluster said of a topic into a reading. Pure.
struct KafkaTopicJudge: Sendable {
    /// What the cluster said.
    let metadata: KafkaMetadata
    /// The topics' configurations, as far as they may be seen.
    let configurations: [String: KafkaTopicConfiguration]
    /// Who asked.
    let observer: BusObserver

    /// The reading of one topic that was asked for.
    func reading(of topic: String) -> EndpointReading {
        guard let answer = metadata.topics[topic] else {
            return EndpointReading(
                .partialReply, "the brokers' answer leaves out the topic '\(topic)'", action: "check again",
                observer: observer)
        }
        if let failure = failure(of: topic, code: answer.error) { return failure }
        let count = answer.partitions.count
        let numbers = Set(answer.partitions.map(\.id))
        guard count > 0, numbers == Set(0..<Int32(clamping: count)) else {
            return EndpointReading(
                .partialReply, "the brokers' answer leaves out partitions of the topic '\(topic)'",
                action: "check again", observer: observer)
        }
        return partitionFailure(of: topic, answer.partitions)
            ?? EndpointReading(
                .ready, "the topic '\(topic)' has \(count) partition\(count == 1 ? "" : "s")", partitions: count,
                facts: .topic(facts(of: topic, answer.partitions)), observer: observer)
    }

    private func facts(of topic: String, _ partitions: [KafkaMetadata.Partition]) -> KafkaTopicFacts {
        KafkaTopicFacts(
            replicas: partitions.map(\.replicas).min() ?? 0,
            underReplicatedPartitions: partitions.count { $0.inSync < $0.replicas },
            configuration: configurations[topic])
    }

    private func failure(of topic: String, code: Int32) -> EndpointReading? {
        switch rd_kafka_resp_err_t(rawValue: code) {
        case RD_KAFKA_RESP_ERR_NO_ERROR: nil
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
            EndpointReading(
                .topicMissing, "the topic '\(topic)' does not exist",
                action: "create it ('operator bootstrap' does), or correct its name in the spec", observer: observer)
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
            EndpointReading(
                .notAuthorized,
                "\(observer.principal) may not see the topic '\(topic)' (Kafka does not tell whether it exists)",
                action: "grant \(observer.principal) Describe, and Read or Write, on the topic", observer: observer)
        case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION: KafkaTopicName.refusal(of: topic, observer: observer)
        case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
            EndpointReading(
                .noLeader, "the topic '\(topic)' has no leaders yet",
                action: "if it was created just now, check again; else check the brokers", observer: observer)
        default:
            EndpointReading(
                .serverError, "the brokers answer for the topic '\(topic)': \(Self.text(of: code))",
                action: "check again; if it stays, look at the brokers' logs", observer: observer)
        }
    }

    private func partitionFailure(of topic: String, _ partitions: [KafkaMetadata.Partition]) -> EndpointReading? {
        let leaderless = partitions.filter { $0.leader < 0 }.map(\.id)
        if !leaderless.isEmpty {
            return EndpointReading(
                .noLeader,
                "\(Self.name(leaderless)) of the topic '\(topic)' \(leaderless.count == 1 ? "has" : "have") no leader",
                action: "bring back the brokers that hold the replicas", partitions: partitions.count,
                observer: observer)
        }
        // A replica that is away while its leader serves is Kafka's everyday business, whatever code comes with it.
        let tolerated = [RD_KAFKA_RESP_ERR_NO_ERROR.rawValue, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE.rawValue]
        if let odd = partitions.first(where: { !tolerated.contains($0.error) }) {
            return EndpointReading(
                .serverError,
                "the brokers answer for partition \(odd.id) of the topic '\(topic)': \(Self.text(of: odd.error))",
                action: "check again; if it stays, look at the brokers' logs", partitions: partitions.count,
                observer: observer)
        }
        guard let minimum = configurations[topic]?.minimumInSync else { return nil }
        let starved = partitions.filter { $0.inSync < minimum }.map(\.id)
        guard !starved.isEmpty else { return nil }
        return EndpointReading(
            .isrBelowMinimum,
            "\(Self.name(starved)) of the topic '\(topic)' \(starved.count == 1 ? "has" : "have") fewer replicas in "
                + "sync than min.insync.replicas (\(minimum)): producers that wait for all are refused",
            action: "bring back the brokers that hold the replicas", partitions: partitions.count, observer: observer)
    }

    /// `partition 3`, `partitions 0, 1, 2`, `partitions 0, 1, 2, … (12 in all)`.
    private static func name(_ partitions: [Int32]) -> String {
        let shown = partitions.sorted().prefix(5).map(String.init).joined(separator: ", ")
        let rest = partitions.count > 5 ? ", … (\(partitions.count) in all)" : ""
        return (partitions.count == 1 ? "partition " : "partitions ") + shown + rest
    }

    /// librdkafka's words for a code.
    private static func text(of code: Int32) -> String {
        rd_kafka_err2str(rd_kafka_resp_err_t(rawValue: code)).map { String(cString: $0) } ?? "error \(code)"
    }
}
