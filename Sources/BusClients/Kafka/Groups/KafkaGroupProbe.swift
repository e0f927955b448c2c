import FoundationEssentials

/// Reads how far consumer groups are behind on topics whose metadata are known.
struct KafkaGroupProbe {
    /// What the cluster said of the topics.
    let metadata: KafkaMetadata
    /// How long they keep messages.
    let configurations: [String: KafkaTopicConfiguration]
    let deadline: ContinuousClock.Instant

    /// Reads each group once.
    ///
    /// The number of requests does not grow with topics; only what a group has committed takes one request a group.
    func read(_ queries: Set<KafkaGroupQuery>, _ client: borrowing KafkaClient) -> [KafkaGroupQuery: KafkaGroupReading]
    {
        let readable = queries.filter { !places(of: $0.topic).isEmpty }
        guard !readable.isEmpty else { return [:] }
        let all = Set(readable.map(\.topic)).flatMap { places(of: $0) }
        func at(_ time: Int64) -> [KafkaOffsets.Place: Int64] {
            Dictionary(uniqueKeysWithValues: all.map { ($0, time) })
        }
        let first = client.offsets(at: at(-2), timeout: left)
        let end = client.offsets(at: at(-1), timeout: left)
        let committed = client.committed(
            by: Dictionary(grouping: readable) { $0.group }.mapValues { $0.flatMap { places(of: $0.topic) } },
            timeout: left)
        let groups = client.groups(timeout: left)
        let young = client.offsets(at: youth(of: all), timeout: left)
        return Dictionary(
            uniqueKeysWithValues: readable.map { query in
                let judge = KafkaLagJudge(partitions: partitions(of: query.topic), first: first, end: end)
                let lag: KafkaLag
                switch committed[query.group] {
                case .success(let committed): lag = judge.lag(of: query.topic, committed: committed, young: young)
                case .failure(let error): lag = .unknown(error.message)
                case nil: lag = .unknown("the coordinator of the group did not answer")
                }
                return (
                    query,
                    KafkaGroupReading(
                        state: groups.state(of: query.group), members: groups.groups[query.group]?.members, lag: lag)
                )
            })
    }

    private var left: Duration { deadline - .now }

    private func partitions(of topic: String) -> [Int32] {
        metadata.topics[topic]?.partitions.map(\.id).sorted() ?? []
    }

    /// Those with a leader: librdkafka would wait for one until the time is over.
    private func places(of topic: String) -> [KafkaOffsets.Place] {
        (metadata.topics[topic]?.partitions ?? []).filter { $0.leader >= 0 }
            .map { KafkaOffsets.Place(topic: topic, partition: $0.id) }
    }

    // MARK: Retention

    /// By partition of topics that do not keep messages for ever: what is older has less than a quarter of its time left.
    private func youth(of places: [KafkaOffsets.Place]) -> [KafkaOffsets.Place: Int64] {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        return places.reduce(into: [:]) { times, place in
            guard let retention = configurations[place.topic]?.retentionMilliseconds, retention >= 0 else { return }
            times[place] = max(0, now - retention / 4 * 3)
        }
    }
}
