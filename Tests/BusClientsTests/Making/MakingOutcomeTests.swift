import CRdKafka
import Documents
import HTTPTransport
import Testing

@testable import BusClients

/// What the answers to requests that make something mean.
@Suite struct MakingOutcomeTests {
    private let observer = BusObserver(principal: "User:operator", host: "pod-1", cluster: "b-1:9096")

    @Test(arguments: [
        (RD_KAFKA_RESP_ERR_NO_ERROR, MakingOutcome.Result.made, MakingOutcome.Result.made),
        (RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, .existed, .existed),
        (RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, .forbidden, .forbidden),
        (RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, .forbidden, .forbidden),
        (RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, .refused, .existed),
        (RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, .refused, .refused),
        (RD_KAFKA_RESP_ERR_POLICY_VIOLATION, .refused, .refused),
        (RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, .failed, .failed),
        (RD_KAFKA_RESP_ERR__TIMED_OUT, .failed, .failed), (RD_KAFKA_RESP_ERR_NOT_CONTROLLER, .failed, .failed),
    ])
    func kafka(code: rd_kafka_resp_err_t, topic: MakingOutcome.Result, partitions: MakingOutcome.Result) {
        let answer = KafkaAdminAnswer(code: code.rawValue, text: "words")
        #expect(KafkaMakingJudge(work: .topic("t"), observer: observer).outcome(of: answer).result == topic)
        #expect(
            KafkaMakingJudge(work: .partitions(of: "t"), observer: observer).outcome(of: answer).result == partitions)
    }

    @Test func whoMayNotIsToldWhatToGrant() {
        let answer = KafkaAdminAnswer(code: RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED.rawValue, text: "no")
        let create = KafkaMakingJudge(work: .topic("t"), observer: observer).outcome(of: answer)
        #expect(create.action.hasPrefix("grant User:operator Create on the topic 't'"))
        let grow = KafkaMakingJudge(work: .partitions(of: "t"), observer: observer).outcome(of: answer)
        #expect(grow.action.hasPrefix("grant User:operator Alter on the topic 't'"))
    }

    @Test(arguments: [
        (409, MakingOutcome.Result.existed), (403, .forbidden), (400, .refused), (404, .refused), (429, .failed),
        (401, .failed), (503, .failed),
    ])
    func pubSub(status: Int, result: MakingOutcome.Result) throws {
        let name = try #require(PubSubName("t-1", in: .topics, project: "p1"))
        let judge = PubSubMakingJudge(name: name, principal: "me@example.com")
        #expect(judge.outcome(of: .refused(status: status, message: "words")).result == result)
        #expect(judge.outcome(of: .found([:])).result == .made)
        #expect(judge.outcome(of: .failed(HTTPTransportError(.timeout, "late"))).result == .failed)
    }

    @Test func aSubscriptionNeverExpiresAndKeepsAWeek() throws {
        let topic = try #require(PubSubName("t-1", in: .topics, project: "p1"))
        let dead = try #require(PubSubName("dead", in: .topics, project: "p1"))
        let new = NewPubSubSubscription(
            retention: .seconds(604_800), acknowledgementDeadline: .seconds(60), deadLetterTopic: "dead")
        #expect(
            new.body(topic: topic, deadLetterTopic: dead) == [
                "topic": "projects/p1/topics/t-1", "expirationPolicy": [:], "messageRetentionDuration": "604800s",
                "ackDeadlineSeconds": 60,
                "deadLetterPolicy": ["deadLetterTopic": "projects/p1/topics/dead", "maxDeliveryAttempts": 5],
            ])
        #expect(new.body(topic: topic, deadLetterTopic: nil)["deadLetterPolicy"] == nil)
    }
}
