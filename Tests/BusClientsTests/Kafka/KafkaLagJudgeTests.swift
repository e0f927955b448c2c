import Testing

@testable import BusClients

@Suite("how far a consumer group is behind")
struct KafkaLagJudgeTests {
    private func offsets(_ values: [Int64?]) -> KafkaOffsets {
        var offsets = KafkaOffsets()
        for (index, value) in values.enumerated() { offsets["t", Int32(index)] = value }
        return offsets
    }

    private func lag(
        first: [Int64?] = [0, 0], end: [Int64?] = [100, 100], committed: [Int64?], young: [Int64?] = [0, 0]
    ) -> KafkaLag {
        KafkaLagJudge(partitions: [0, 1], first: offsets(first), end: offsets(end))
            .lag(of: "t", committed: offsets(committed), young: offsets(young))
    }

    @Test("is the sum over the partitions, and nothing where all is read")
    func sum() {
        #expect(lag(committed: [90, 70]) == .known(.init(messages: 40)))
        #expect(lag(committed: [100, 100]) == .known(.init(messages: 0)))
        // Committed past the end: the topic was made anew, or truncated.
        #expect(lag(committed: [150, 100]) == .known(.init(messages: 0)))
    }

    @Test("no commit is neither nothing nor everything")
    func noCommit() {
        #expect(lag(committed: [-1, -1]) == .noCommit)
        #expect(lag(committed: [-1001, -1001]) == .noCommit)
        #expect(lag(committed: [90, -1]) == .known(.init(messages: 10, uncommittedPartitions: 1)))
    }

    @Test("a partition that nobody answered for makes all of it unknown", arguments: [0, 1, 2])
    func partial(missing: Int) {
        var values: [[Int64?]] = [[0, 0], [100, 100], [90, 90]]
        values[missing][1] = nil
        guard case .unknown(let why) = lag(first: values[0], end: values[1], committed: values[2]) else {
            Issue.record("it is known")
            return
        }
        #expect(why.contains("partition 1"))
    }

    @Test("what was deleted unread is lost, and not behind")
    func lost() {
        #expect(lag(first: [50, 0], committed: [20, 100]) == .known(.init(messages: 50, lost: 30)))
        #expect(lag(first: [100, 0], committed: [20, 100]) == .known(.init(messages: 0, lost: 80)))
    }

    @Test("what is read too late is told before it is lost")
    func expiring() {
        #expect(lag(committed: [50, 70], young: [60, 60]) == .known(.init(messages: 80, expiringPartitions: 1)))
        // All that is there is old, or nothing of it is unread.
        #expect(lag(committed: [50, 100], young: [-1, -1]) == .known(.init(messages: 50, expiringPartitions: 1)))
        // Kept for ever.
        #expect(lag(committed: [0, 0], young: [nil, nil]) == .known(.init(messages: 200)))
    }

    @Test("a group that is not named is absent only where every broker has answered")
    func absent() {
        var groups = KafkaGroups(groups: ["g": .init(state: .stable, members: 2)], isComplete: true)
        #expect(groups.state(of: "g") == .stable)
        #expect(groups.state(of: "other") == .absent)
        groups.isComplete = false
        guard case .unknown = groups.state(of: "other") else {
            Issue.record("a part of the answer is taken for the whole")
            return
        }
    }

    @Test(
        "Kafka's names of states are read; dead may be a group of the new protocol",
        arguments: [
            ("Stable", KafkaGroupReading.State.stable), ("Empty", .empty), ("PreparingRebalance", .rebalancing),
            ("CompletingRebalance", .rebalancing),
        ])
    func states(name: String, state: KafkaGroupReading.State) {
        #expect(KafkaGroups.state(named: name) == state)
        guard case .unknown = KafkaGroups.state(named: "Dead"), case .unknown = KafkaGroups.state(named: "Odd") else {
            Issue.record("what is not known is taken for known")
            return
        }
    }
}
