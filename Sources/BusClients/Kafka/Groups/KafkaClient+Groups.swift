import CRdKafka

/// What brokers tell of consumer groups.
struct KafkaGroups: Hashable, Sendable {
    /// By name.
    var groups: [String: Group] = [:]
    /// Whether every broker answered: a group that is not named does not exist then.
    var isComplete = false

    /// The state of a group: one that nobody names is absent only where every broker has answered.
    func state(of group: String) -> KafkaGroupReading.State {
        groups[group]?.state ?? (isComplete ? .absent : .unknown("not every broker answered"))
    }

    /// One group.
    struct Group: Hashable, Sendable {
        var state: KafkaGroupReading.State
        var members: Int
    }
}

extension KafkaClient {
    /// The groups that may be seen, in one ListGroups and one DescribeGroups request to each broker.
    ///
    /// Not the admin API's DescribeConsumerGroups: librdkafka 2.0 gets stuck with it on brokers that lack that request.
    func groups(timeout: Duration) -> KafkaGroups {
        guard timeout > .zero else { return KafkaGroups() }
        return withHandle { handle in
            var list: UnsafePointer<rd_kafka_group_list>?
            let code = rd_kafka_list_groups(handle, nil, &list, Int32(clamping: timeout.milliseconds))
            guard let list else { return KafkaGroups() }
            defer { rd_kafka_group_list_destroy(list) }
            return KafkaGroups(copying: list.pointee, isComplete: code == RD_KAFKA_RESP_ERR_NO_ERROR)
        }
    }
}

extension KafkaGroups {
    /// Copies what is needed out of librdkafka's memory.
    fileprivate init(copying list: rd_kafka_group_list, isComplete: Bool) {
        self.isComplete = isComplete
        for group in UnsafeBufferPointer(start: list.groups, count: Int(list.group_cnt)) {
            guard let name = group.group else { continue }
            groups[String(cString: name)] = Group(
                state: group.err == RD_KAFKA_RESP_ERR_NO_ERROR
                    ? Self.state(named: group.state.map { String(cString: $0) } ?? "")
                    : .unknown(rd_kafka_err2str(group.err).map { String(cString: $0) } ?? "error"),
                members: Int(group.member_cnt))
        }
    }

    /// Reads Kafka's own name of a state (`ClassicGroupState`).
    static func state(named name: String) -> KafkaGroupReading.State {
        switch name {
        case "Stable": .stable
        case "PreparingRebalance", "CompletingRebalance", "AwaitingSync": .rebalancing
        case "Empty": .empty
        // A group of the new protocol (KIP-848) looks dead through the old requests.
        case "Dead": .unknown("its coordinator calls it dead, which a group of the new protocol seems to old clients")
        default: .unknown("its coordinator calls it '\(name.prefix(40).printable)'")
        }
    }
}
