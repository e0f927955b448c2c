import BusClients

/// How a consumer group keeps up with a topic.
struct GroupHealth {
    let query: KafkaGroupQuery
    let reading: KafkaGroupReading

    private var name: String { "the consumer group '\(query.group)'" }

    var remarks: [HealthJudge.Remark] { [state].compactMap(\.self) + lag }

    private var state: HealthJudge.Remark? {
        switch reading.state {
        case .stable, .absent: nil
        case .rebalancing:
            HealthJudge.Remark(
                reason: .groupRebalancing,
                message: "\(name) shares its partitions out: nobody reads '\(query.topic)' meanwhile",
                seen: "rebalancing", wanted: "stable",
                action: "if it lasts, look for pods that are restarted or do not poll within max.poll.interval.ms")
        case .empty:
            HealthJudge.Remark(
                reason: .groupEmpty, message: "\(name) has no member: nobody reads '\(query.topic)'",
                seen: "no member", wanted: "a member for each replica",
                action: "see whether the writer's pods run and reach the brokers, and that they use this group")
        case .unknown(let why):
            HealthJudge.Remark(
                reason: .groupUnseen, message: "\(name) cannot be seen: \(why)", seen: "unknown", wanted: "its state",
                action:
                    "grant Describe on the group to the principal that looks; a group of the new protocol needs a newer look"
            )
        }
    }

    private var lag: [HealthJudge.Remark] {
        switch reading.lag {
        case .noCommit:
            [
                HealthJudge.Remark(
                    reason: .noCommitYet,
                    message: "\(name) has committed nothing on '\(query.topic)' yet: its lag is not known",
                    seen: "no commit", wanted: "a commit",
                    action: "nothing, where the writer is new; else check that this is the group it uses")
            ]
        case .unknown(let why):
            [
                HealthJudge.Remark(
                    reason: .lagUnknown, message: "the lag of \(name) on '\(query.topic)' is not known: \(why)",
                    seen: "unknown", wanted: "its lag",
                    action: "check again; the principal that looks needs Describe on the group")
            ]
        case .known(let known): losses(known)
        }
    }

    private func losses(_ known: KafkaLag.Known) -> [HealthJudge.Remark] {
        var remarks: [HealthJudge.Remark] = []
        if known.lost > 0 {
            remarks.append(
                HealthJudge.Remark(
                    reason: .messagesLost,
                    message: "\(known.lost) messages of '\(query.topic)' were deleted before \(name) read them",
                    seen: "a commit \(known.lost) messages before the first that is left", wanted: "none",
                    action: "raise retention.ms, and see why the writer does not keep up; producers may have to replay")
            )
        }
        if known.expiringPartitions > 0 {
            remarks.append(
                HealthJudge.Remark(
                    reason: .lagOutlastsRetention,
                    message: "at this lag messages of '\(query.topic)' will be lost before \(name) reads them",
                    seen: "\(known.messages) unread, of \(known.expiringPartitions) "
                        + "\(known.expiringPartitions == 1 ? "partition" : "partitions") the next with less than a quarter of its time left",
                    wanted: "read well before retention.ms",
                    action: "raise retention.ms now, then add replicas or find what is slow"))
        }
        return remarks
    }

    /// One remark for all writers whose group nobody knows: most types have none that is public.
    static func remark(onUnknownGroupsOf writers: [String]) -> HealthJudge.Remark? {
        guard !writers.isEmpty else { return nil }
        return HealthJudge.Remark(
            reason: .groupUnknown,
            message: "nobody says which consumer group \(writers.count) of the writers use: their lag is not known",
            seen: "neither kafka_consumer_group_override nor a catalogue entry", wanted: "the group",
            action: "set kafka_consumer_group_override, or consumerGroup in a catalogue file")
    }
}
