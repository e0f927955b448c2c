import CRdKafka
import Logging

/// A librdkafka consumer handle that joins no group: it looks at a cluster and never changes anything there.
///
/// Never on a producer handle: its metadata requests create topics on brokers with automatic creation. Everything here
/// blocks; use it within one thread of its own.
struct KafkaClient: ~Copyable {
    /// What its threads report to, and ask.
    private let callbacks: KafkaCallbacks
    private let handle: OpaquePointer
    private let topics: [OpaquePointer]

    /// Makes a client that knows the topics.
    ///
    /// The topics' handles are made before the brokers are added: librdkafka would send a Metadata request for each
    /// topic that it learns of afterwards.
    /// - Parameters:
    ///   - tokens: Makes those that it logs in with, where it does so with tokens.
    ///   - timeout: How long connections and requests may take, at most 10 s, and finding a token.
    /// - Throws: `KafkaClientError` where librdkafka refuses the settings or a file that they name.
    init(
        _ settings: KafkaClientSettings, tokens: MSKTokens?, topics names: [String], timeout: Duration, logger: Logger
    ) throws(KafkaClientError) {
        let mechanism = settings.securityProtocol.usesSASL ? settings.mechanism : nil
        let credentials = mechanism?.usesPassword == true ? settings.credentials : nil
        let journal = KafkaJournal(hiding: credentials.map { [$0.password] } ?? [], logger: logger)
        let refresh = (mechanism?.usesPassword == false ? tokens : nil).map {
            // A source of credentials that hangs is told by its name, before the look ends.
            KafkaTokenRefresh($0, region: settings.region, patience: timeout / 2, journal: journal)
        }
        let callbacks = KafkaCallbacks(journal: journal, tokens: refresh)
        let configuration = KafkaConfiguration()
        try configuration.set("client.id", "persistence-operator")
        try configuration.set("allow.auto.create.topics", "false")
        // All brokers at once: one that hangs does not delay the answer of the others, nor their failures.
        try configuration.set("enable.sparse.connections", "false")
        try configuration.set("security.protocol", settings.securityProtocol.rawValue)
        // Connections that hang must end within the look, or their reason is never told.
        let limit = max(1_000, min(timeout.milliseconds, 10_000))
        try configuration.set("socket.connection.setup.timeout.ms", String(limit))
        try configuration.set("socket.timeout.ms", String(limit))
        if let caFile = settings.caFile, settings.securityProtocol.usesTLS {
            try configuration.set("ssl.ca.location", caFile)
        }
        if let mechanism { try configuration.set("sasl.mechanism", mechanism.wireName) }
        if let credentials {
            try configuration.set("sasl.username", credentials.username)
            try configuration.set("sasl.password", credentials.password)
        }
        configuration.report(to: callbacks)
        let handle = try configuration.makeConsumer()
        if let refresh { try Self.serve(refresh, handle) }
        self.handle = handle
        self.callbacks = callbacks
        topics = names.compactMap { rd_kafka_topic_new(handle, $0, nil) }
        rd_kafka_brokers_add(handle, settings.bootstrapServers.joined(separator: ","))
    }

    /// Has requests for tokens come on a thread of librdkafka's own: nobody polls between two looks.
    ///
    /// - Throws: `KafkaClientError`; the client is destroyed then.
    private static func serve(_ refresh: KafkaTokenRefresh, _ handle: OpaquePointer) throws(KafkaClientError) {
        refresh.begin(handle)
        guard let error = rd_kafka_sasl_background_callbacks_enable(handle) else { return }
        defer { rd_kafka_error_destroy(error) }
        refresh.end()
        rd_kafka_destroy(handle)
        throw KafkaClientError(String(cString: rd_kafka_error_string(error)))
    }

    deinit {
        // A token that is being made is for nobody.
        callbacks.tokens?.end()
        topics.forEach { rd_kafka_topic_destroy($0) }
        // They are alive until here: the client's threads point to them.
        withExtendedLifetime(callbacks) {
            rd_kafka_destroy_flags(handle, Int32(RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE))
        }
    }

    /// What its threads report.
    var journal: KafkaJournal { callbacks.journal }

    /// Who makes the tokens that it logs in with; `nil`: it uses none.
    var tokens: KafkaTokenRefresh? { callbacks.tokens }

    /// Whether a broker has answered the metadata request that each new connection starts with.
    var isConnected: Bool {
        if let cluster = rd_kafka_clusterid(handle, 0) {
            rd_kafka_mem_free(handle, cluster)
            return true
        }
        return rd_kafka_controllerid(handle, 0) >= 0
    }

    /// Delivers waiting error reports to the journal.
    func poll(_ time: Duration) {
        rd_kafka_poll(handle, Int32(clamping: time.milliseconds))
    }

    /// Asks for the topics that it knows, in one request.
    ///
    /// - Returns: `nil` where no answer came in time; the journal may say why.
    func metadata(timeout: Duration) -> KafkaMetadata? {
        var answer: UnsafePointer<rd_kafka_metadata>?
        let code = rd_kafka_metadata(handle, 0, nil, &answer, Int32(clamping: timeout.milliseconds))
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let answer else {
            journal.record(error: code.rawValue, String(cString: rd_kafka_err2str(code)))
            return nil
        }
        defer { rd_kafka_metadata_destroy(answer) }
        return KafkaMetadata(copying: answer.pointee)
    }

    /// Scoped access to librdkafka's handle, for calls with files of their own. The pointer must not escape.
    func withHandle<Result>(_ body: (OpaquePointer) throws -> Result) rethrows -> Result {
        try body(handle)
    }
}

extension KafkaMetadata {
    /// Copies what is needed out of librdkafka's memory.
    fileprivate init(copying metadata: rd_kafka_metadata) {
        let answers = UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt))
        let pairs = answers.map { answer in
            let partitions = UnsafeBufferPointer(start: answer.partitions, count: Int(answer.partition_cnt))
            return (
                answer.topic.map { String(cString: $0) } ?? "",
                Topic(
                    error: answer.err.rawValue,
                    partitions: partitions.map {
                        Partition(
                            id: $0.id, error: $0.err.rawValue, leader: $0.leader, replicas: Int($0.replica_cnt),
                            inSync: Int($0.isr_cnt))
                    })
            )
        }
        topics = Dictionary(pairs) { _, last in last }
        broker = metadata.orig_broker_id >= 0 ? metadata.orig_broker_id : nil
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
