import CRdKafka
import Testing

@testable import BusClients

@Suite struct KafkaTopicJudgeTests {
    private static let observer = BusObserver(principal: "User:writer", host: "pod-1", cluster: "b-1:9096")

    private static func partitions(
        _ count: Int, replicas: Int = 3, inSync: Int = 3, leader: Int32 = 1
    ) -> [KafkaMetadata.Partition] {
        (0..<count).map {
            KafkaMetadata.Partition(id: Int32($0), error: 0, leader: leader, replicas: replicas, inSync: inSync)
        }
    }

    private func reading(
        _ error: rd_kafka_resp_err_t = RD_KAFKA_RESP_ERR_NO_ERROR, _ partitions: [KafkaMetadata.Partition] = [],
        minimum: Int? = nil
    ) -> EndpointReading {
        KafkaTopicJudge(
            metadata: KafkaMetadata(topics: ["t": .init(error: error.rawValue, partitions: partitions)]),
            configurations: minimum.map { ["t": KafkaTopicConfiguration(minimumInSync: $0)] } ?? [:],
            observer: Self.observer
        ).reading(of: "t")
    }

    @Test func aHealthyTopicIsReadyWithItsPartitions() {
        let reading = reading(RD_KAFKA_RESP_ERR_NO_ERROR, Self.partitions(12))
        #expect(reading.reason == .ready)
        #expect(reading.partitions == 12)
        #expect(reading.observer == Self.observer)
    }

    @Test(arguments: [
        (RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ReadinessReason.topicMissing),
        (RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, .topicMissing),
        (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .notAuthorized),
        (RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, .invalidName), (RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, .noLeader),
        (RD_KAFKA_RESP_ERR_UNKNOWN, .serverError), (RD_KAFKA_RESP_ERR__PARTIAL, .serverError),
    ])
    func everyTopicErrorHasAReason(code: rd_kafka_resp_err_t, reason: ReadinessReason) {
        let reading = reading(code)
        #expect(reading.reason == reason)
        #expect(reading.partitions == nil)
        #expect(!reading.action.isEmpty)
    }

    @Test func aTopicThatTheAnswerLeavesOutIsUnknown() {
        let judge = KafkaTopicJudge(metadata: KafkaMetadata(topics: [:]), configurations: [:], observer: Self.observer)
        #expect(judge.reading(of: "t").reason == .partialReply)
        #expect(judge.reading(of: "t").readiness == .unknown)
    }

    @Test func missingPartitionsAreNotTakenForASmallerTopic() {
        #expect(reading().reason == .partialReply)
        var gap = Self.partitions(4)
        gap.remove(at: 1)
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, gap).reason == .partialReply)
    }

    @Test func leaderlessPartitionsAreNamed() {
        let all = Self.partitions(12, leader: -1)
        #expect(
            reading(RD_KAFKA_RESP_ERR_NO_ERROR, all).message
                == "partitions 0, 1, 2, 3, 4, … (12 in all) of the topic 't' have no leader")
        var one = Self.partitions(3)
        one[2].leader = -1
        one[2].error = RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE.rawValue
        let reading = reading(RD_KAFKA_RESP_ERR_NO_ERROR, one)
        #expect(reading.message == "partition 2 of the topic 't' has no leader")
        #expect(reading.partitions == 3)
    }

    @Test func aReplicaThatIsAwayIsNoFault() {
        var partitions = Self.partitions(2, inSync: 2)
        partitions[0].error = RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE.rawValue
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, partitions).reason == .ready)
        partitions[0].error = RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR.rawValue
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, partitions).reason == .serverError)
    }

    @Test func replicasInSyncAreHeldAgainstTheMinimumWhereItIsKnown() {
        let starved = Self.partitions(2, inSync: 1)
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, starved, minimum: 2).reason == .isrBelowMinimum)
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, starved, minimum: 1).reason == .ready)
        #expect(reading(RD_KAFKA_RESP_ERR_NO_ERROR, starved).reason == .ready)
    }

    @Test func theFactsAreThoseOfTheWorstPartition() {
        var partitions = Self.partitions(3)
        partitions[1].replicas = 2
        partitions[1].inSync = 1
        #expect(
            reading(RD_KAFKA_RESP_ERR_NO_ERROR, partitions, minimum: 1).facts
                == .topic(
                    KafkaTopicFacts(
                        replicas: 2, underReplicatedPartitions: 1,
                        configuration: KafkaTopicConfiguration(minimumInSync: 1))))
        #expect(reading(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).facts == nil)
    }

    @Test func aConfigurationHasWhatBrokersTellAndNothingElse() {
        let configuration = KafkaTopicConfiguration([
            "retention.ms": "604800000", "retention.bytes": "-1", "cleanup.policy": "compact,delete",
            "max.message.bytes": "many", "unknown": "1",
        ])
        #expect(
            configuration
                == KafkaTopicConfiguration(
                    retentionMilliseconds: 604_800_000, retentionBytes: -1, cleanupPolicy: "compact,delete"))
        #expect(KafkaClusterFacts(["auto.create.topics.enable": "true"]).createsTopics == true)
        #expect(KafkaClusterFacts([:]).createsTopics == nil)
    }

    @Test(arguments: [
        ("metrics-bus-1", true), ("a.b_c-D9", true), ("", false), (".", false), ("..", false), ("a b", false),
        ("a/b", false), ("ä", false), ("a\n", false), (String(repeating: "x", count: 249), true),
        (String(repeating: "x", count: 250), false),
    ])
    func topicNamesFollowKafkasRule(name: String, isValid: Bool) {
        #expect(KafkaTopicName.isValid(name) == isValid)
    }
}
