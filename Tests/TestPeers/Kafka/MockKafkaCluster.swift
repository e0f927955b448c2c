import CRdKafka
import Glibc
import Synchronization

/// librdkafka's own mock cluster, in this process: real sockets on loopback, several brokers, faults on demand.
///
/// It speaks neither SASL nor TLS nor DescribeConfigs; `KafkaBroker` does. Safe from any thread: librdkafka passes each
/// call on to the cluster's own thread.
public final class MockKafkaCluster: @unchecked Sendable {
    private let handle: OpaquePointer
    private let cluster: OpaquePointer
    private let log: RequestLog

    /// Starts brokers 1 to `brokers`.
    ///
    /// - Throws: `TestPeerError` where librdkafka cannot start them.
    public init(brokers: Int = 3) throws {
        let log = RequestLog()
        let conf = rd_kafka_conf_new()
        var text = [CChar](repeating: 0, count: 512)
        rd_kafka_conf_set(conf, "debug", "mock", &text, text.count)
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(log).toOpaque())
        rd_kafka_conf_set_log_cb(conf) { client, _, _, line in
            guard let client, let line, let opaque = rd_kafka_opaque(client) else { return }
            Unmanaged<RequestLog>.fromOpaque(opaque).takeUnretainedValue().take(String(cString: line))
        }
        guard let handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, &text, text.count) else {
            rd_kafka_conf_destroy(conf)
            throw TestPeerError("librdkafka refuses the mock cluster's client")
        }
        guard let cluster = rd_kafka_mock_cluster_new(handle, Int32(brokers)) else {
            rd_kafka_destroy(handle)
            throw TestPeerError("librdkafka refuses a mock cluster of \(brokers) brokers")
        }
        // Its threads start; see `pace`.
        usleep(20_000)
        // Up to Metadata v3 and from v5 the mock creates every topic that it is asked for; v4 has the flag it honours.
        rd_kafka_mock_set_apiversion(cluster, 3, 0, 4)
        (self.handle, self.cluster, self.log) = (handle, cluster, log)
    }

    deinit {
        Self.pace()
        rd_kafka_mock_cluster_destroy(cluster)
        withExtendedLifetime(log) { rd_kafka_destroy(handle) }
    }

    /// `host:port` of every broker, comma-separated.
    public var bootstrapServers: String { String(cString: rd_kafka_mock_cluster_bootstraps(cluster)) }

    /// Creates a topic.
    public func createTopic(_ name: String, partitions: Int, replicas: Int = 1) {
        Self.pace()
        rd_kafka_mock_topic_create(cluster, name, Int32(partitions), Int32(replicas))
    }

    /// Moves a partition's leadership; -1: nobody leads.
    public func setLeader(_ broker: Int, ofPartition partition: Int, topic: String) {
        Self.pace()
        rd_kafka_mock_partition_set_leader(cluster, topic, Int32(partition), Int32(broker))
    }

    /// Makes Metadata answers carry an error for a topic.
    public func setError(_ code: rd_kafka_resp_err_t, ofTopic topic: String) {
        Self.pace()
        rd_kafka_mock_topic_set_error(cluster, topic, code)
    }

    /// Disconnects a broker and refuses connections to it; `nil`: all brokers.
    public func setDown(_ broker: Int? = nil) {
        Self.pace()
        rd_kafka_mock_broker_set_down(cluster, Int32(broker ?? -1))
    }

    /// Accepts connections again; `nil`: to all brokers.
    public func setUp(_ broker: Int? = nil) {
        Self.pace()
        rd_kafka_mock_broker_set_up(cluster, Int32(broker ?? -1))
    }

    /// Delays every answer of all brokers.
    public func setRoundTrip(milliseconds: Int) {
        Self.pace()
        rd_kafka_mock_broker_set_rtt(cluster, -1, Int32(milliseconds))
    }

    /// librdkafka 2.0.2's mock loses the wake-up for a call that follows at the heels of another, and then sleeps a second;
    /// measured: 1 of 50 calls without the pause, none of 1,200 with it.
    private static func pace() { usleep(500) }

    /// How many requests of a kind the brokers have received: `Metadata`, `ApiVersion`, `Produce`, …
    public func requestCount(of kind: String) -> Int { log.count(of: kind) }
}

/// Counts the lines `Broker 1: Received MetadataRequestV4 from …` of librdkafka's mock log.
private final class RequestLog: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    func take(_ line: String) {
        guard let start = line.firstRange(of: "Received "),
            let end = line[start.upperBound...].firstRange(of: "Request")
        else { return }
        let kind = String(line[start.upperBound..<end.lowerBound])
        counts.withLock { $0[kind, default: 0] += 1 }
    }

    func count(of kind: String) -> Int { counts.withLock { $0[kind, default: 0] } }
}
