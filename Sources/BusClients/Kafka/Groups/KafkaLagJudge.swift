/// Turns offsets into how far a group is behind. Pure.
struct KafkaLagJudge: Sendable {
    /// The topic's partitions.
    let partitions: [Int32]
    /// The first offset that is still there.
    let first: KafkaOffsets
    /// The offset of the next message to be written.
    let end: KafkaOffsets

    /// The lag of a group.
    ///
    /// - Parameters:
    ///   - committed: What the group will read next; negative: it has committed nothing there.
    ///   - young: The first offset that has not yet used up three quarters of its time; negative: there is none.
    func lag(of topic: String, committed: KafkaOffsets, young: KafkaOffsets) -> KafkaLag {
        var known = KafkaLag.Known(messages: 0)
        for partition in partitions {
            guard let next = committed[topic, partition], let first = first[topic, partition],
                let end = end[topic, partition]
            else { return .unknown("the brokers did not answer for partition \(partition)") }
            guard next >= 0 else {
                known.uncommittedPartitions += 1
                continue
            }
            let unread = max(next, first)
            known.messages += max(0, end - unread)
            known.lost += max(0, first - next)
            if unread < end, let young = young[topic, partition], young < 0 || unread < young {
                known.expiringPartitions += 1
            }
        }
        guard known.uncommittedPartitions < partitions.count else { return .noCommit }
        return .known(known)
    }
}
