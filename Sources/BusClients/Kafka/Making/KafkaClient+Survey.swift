import CRdKafka

extension KafkaClient {
    /// Asks for all topics in one Metadata request, and one broker for its defaults. Such a request never makes a topic.
    ///
    /// - Returns: `nil` where no answer came in time; the journal may say why.
    func survey(timeout: Duration) -> KafkaSurvey? {
        let deadline = ContinuousClock.now + timeout
        let (answer, broker) = withHandle { handle -> (KafkaSurvey?, Int32) in
            var metadata: UnsafePointer<rd_kafka_metadata>?
            let code = rd_kafka_metadata(handle, 1, nil, &metadata, Int32(clamping: timeout.milliseconds))
            guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else {
                journal.record(error: code.rawValue, String(cString: rd_kafka_err2str(code)))
                return (nil, -1)
            }
            defer { rd_kafka_metadata_destroy(metadata) }
            return (KafkaSurvey(copying: metadata.pointee), metadata.pointee.orig_broker_id)
        }
        guard var survey = answer else { return nil }
        if broker >= 0 {
            survey.defaults = configurations(of: [], broker: broker, timeout: deadline - .now).cluster
        }
        return survey
    }
}

extension KafkaSurvey {
    /// Copies what is needed out of librdkafka's memory.
    fileprivate init(copying metadata: rd_kafka_metadata) {
        let up = Set(UnsafeBufferPointer(start: metadata.brokers, count: Int(metadata.broker_cnt)).map(\.id))
        var (names, holders): (Set<String>, Set<Int32>) = ([], [])
        for topic in UnsafeBufferPointer(start: metadata.topics, count: Int(metadata.topic_cnt)) {
            if let name = topic.topic { names.insert(String(cString: name)) }
            for partition in UnsafeBufferPointer(start: topic.partitions, count: Int(topic.partition_cnt)) {
                holders.formUnion(UnsafeBufferPointer(start: partition.replicas, count: Int(partition.replica_cnt)))
            }
        }
        self.init(
            topics: names, brokers: up.count, absentBrokers: holders.subtracting(up).sorted(),
            defaults: KafkaClusterFacts())
    }
}
