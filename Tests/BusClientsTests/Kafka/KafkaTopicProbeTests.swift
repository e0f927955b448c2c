import BusClients
import CRdKafka
import Logging
import TestPeers
import Testing

/// The probe against librdkafka's mock cluster, in this process.
@Suite struct KafkaTopicProbeTests {
    private func probe(_ servers: String, staysConnected: Bool = false) -> KafkaTopicProbe {
        KafkaTopicProbe(
            KafkaClientSettings(bootstrapServers: [servers]), host: "test-host", staysConnected: staysConnected,
            logger: Logger(label: "test"))
    }

    @Test func aTopicIsReadyWithItsPartitions() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("metrics-bus-1", partitions: 12)
        let reading = await probe(cluster.bootstrapServers).read(topics: ["metrics-bus-1"], timeout: .seconds(60))
        #expect(reading["metrics-bus-1"]?.reason == .ready)
        #expect(reading["metrics-bus-1"]?.partitions == 12)
        #expect(reading["metrics-bus-1"]?.observer.principal == "anonymous")
        #expect(reading["metrics-bus-1"]?.observer.host == "test-host")
    }

    @Test func aMissingTopicIsNotReadyAndIsNotCreated() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("there", partitions: 1)
        for _ in 1...2 {
            let readings = await probe(cluster.bootstrapServers).read(
                topics: ["missing", "there"], timeout: .seconds(60))
            #expect(readings["missing"]?.reason == .topicMissing)
            #expect(readings["missing"]?.readiness == .notReady)
            #expect(readings["missing"]?.message == "the topic 'missing' does not exist")
            #expect(readings["there"]?.readiness == .ready)
        }
    }

    @Test func aPartitionWithoutLeaderIsNamed() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 4)
        cluster.setLeader(-1, ofPartition: 2, topic: "t")
        let reading = await probe(cluster.bootstrapServers).read(topics: ["t"], timeout: .seconds(60))["t"]
        #expect(reading?.reason == .noLeader)
        #expect(reading?.message == "partition 2 of the topic 't' has no leader")
    }

    @Test func aTopicThatMayNotBeSeenIsNotCalledMissing() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("hidden", partitions: 4)
        cluster.setError(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ofTopic: "hidden")
        let reading = await probe(cluster.bootstrapServers).read(topics: ["hidden"], timeout: .seconds(60))["hidden"]
        #expect(reading?.reason == .notAuthorized)
    }

    @Test func brokersDownIsUnknownLongBeforeTheTimeout() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 1)
        cluster.setDown()
        let start = ContinuousClock.now
        let reading = await probe(cluster.bootstrapServers).read(topics: ["t"], timeout: .seconds(60))["t"]
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(10)))
        #expect(reading?.readiness == .unknown)
        #expect(reading?.reason == .brokersUnreachable)
        #expect(reading?.message.contains("Connection refused") == true)
    }

    @Test func oneBrokerDownIsNoFault() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 3)
        cluster.setDown(1)
        let reading = await probe(cluster.bootstrapServers).read(topics: ["t"], timeout: .seconds(60))["t"]
        #expect(reading?.readiness == .ready)
    }

    @Test func silentBrokersAreUnknownWithinTheTimeout() async throws {
        let cluster = try MockKafkaCluster()
        cluster.setRoundTrip(milliseconds: 60_000)
        let start = ContinuousClock.now
        let reading = await probe(cluster.bootstrapServers).read(topics: ["t"], timeout: .milliseconds(1_500))["t"]
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(5)))
        #expect(reading?.reason == .timedOut)
    }

    @Test func aNameThatDoesNotResolveSaysSo() async {
        let reading = await probe("b-1.no-such-name.invalid:9092").read(topics: ["t"], timeout: .seconds(60))["t"]
        #expect(reading?.reason == .hostNotFound)
        #expect(reading?.message.contains("b-1.no-such-name.invalid:9092") == true)
    }

    @Test(arguments: [1, 1_000]) func theNumberOfRequestsDoesNotGrowWithTheTopics(count: Int) async throws {
        let cluster = try MockKafkaCluster(brokers: 20)
        cluster.setRoundTrip(milliseconds: 50)
        let topics = (0..<count).map { "topic-\($0)" }
        for topic in topics where topic != "topic-7" { cluster.createTopic(topic, partitions: 1) }
        let readings = await probe(cluster.bootstrapServers).read(topics: Set(topics), timeout: .seconds(60))
        #expect(readings.readings.values.count { $0.reason == .ready } == (count == 1 ? 1 : count - 1))
        #expect(count == 1 || readings["topic-7"]?.reason == .topicMissing)
        let requests = cluster.requestCount(of: "Metadata")
        #expect((1...4).contains(requests), "\(requests) Metadata requests")
    }

    @Test func aCancelledLookEndsAtOnce() async throws {
        let cluster = try MockKafkaCluster()
        cluster.setRoundTrip(milliseconds: 60_000)
        let start = ContinuousClock.now
        let task = Task { await probe(cluster.bootstrapServers).read(topics: ["t"], timeout: .seconds(60)) }
        task.cancel()
        #expect(await task.value["t"]?.readiness == .unknown)
        #expect(ContinuousClock.now - start < Patience.limit(.seconds(5)))
    }

    // MARK: Looks over connections that stay open

    @Test func aLookAfterTheFirstIsOneRequestOverTheSameConnections() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["a", "b", "c"] { cluster.createTopic(topic, partitions: 1) }
        let probe = probe(cluster.bootstrapServers, staysConnected: true)
        _ = await probe.read(topics: ["a"], expecting: ["a", "b"], timeout: .seconds(60))
        // Each connection begins with this request.
        let connections = cluster.requestCount(of: "ApiVersion")
        let requests = cluster.requestCount(of: "Metadata")
        #expect(await probe.read(topics: ["b"], timeout: .seconds(60))["b"]?.reason == .ready)
        #expect(await probe.read(topics: ["a", "b"], timeout: .seconds(60)).readings.count == 2)
        #expect(cluster.requestCount(of: "Metadata") == requests + 2)
        #expect(cluster.requestCount(of: "ApiVersion") == connections)
        #expect(await probe.read(topics: ["c"], timeout: .seconds(60))["c"]?.reason == .ready, "one that is new")
        #expect(cluster.requestCount(of: "ApiVersion") > connections)
        await probe.close()
    }

    @Test func whatHappensBetweenTwoLooksIsSeenByTheSecond() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 2)
        let probe = probe(cluster.bootstrapServers, staysConnected: true)
        #expect(await probe.read(topics: ["t", "u"], timeout: .seconds(60))["u"]?.reason == .topicMissing)
        cluster.createTopic("u", partitions: 3)
        cluster.setLeader(-1, ofPartition: 1, topic: "t")
        let readings = await probe.read(topics: ["t", "u"], timeout: .seconds(60))
        #expect(readings["u"]?.partitions == 3)
        #expect(readings["t"]?.reason == .noLeader)
    }

    @Test func brokersThatGoAndComeBackAreSeenWithTheReason() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 1)
        let probe = probe(cluster.bootstrapServers, staysConnected: true)
        #expect(await probe.read(topics: ["t"], timeout: .seconds(60))["t"]?.reason == .ready)
        cluster.setDown()
        for _ in 1...2 {
            let reading = await probe.read(topics: ["t"], timeout: .seconds(60))["t"]
            #expect(reading?.reason == .brokersUnreachable)
            #expect(reading?.message.contains("Connection refused") == true, "the reason is told each time")
        }
        cluster.setUp()
        #expect(await probe.read(topics: ["t"], timeout: .seconds(60))["t"]?.reason == .ready)
    }

    @Test func aConnectionThatDiedWithoutASignIsReplacedWithinTheLook() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("t", partitions: 1)
        let probe = probe(cluster.bootstrapServers, staysConnected: true)
        #expect(await probe.read(topics: ["t"], timeout: .seconds(60))["t"]?.reason == .ready)
        let connections = cluster.requestCount(of: "ApiVersion")
        cluster.setRoundTrip(milliseconds: 60_000)
        async let reading = probe.read(topics: ["t"], timeout: .seconds(60))["t"]
        try await eventually("there are new connections") { cluster.requestCount(of: "ApiVersion") > connections }
        cluster.setRoundTrip(milliseconds: 0)
        #expect(await reading?.reason == .ready)
    }
}
