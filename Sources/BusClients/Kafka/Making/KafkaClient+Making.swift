import CRdKafka

/// What brokers, or librdkafka, said to one admin request.
struct KafkaAdminAnswer: Hashable, Sendable {
    /// Kafka's error code, or librdkafka's own below zero; 0: done.
    var code: Int32
    /// Their words; empty where it is done.
    var text: String
}

/// The only requests of this program that change a Kafka cluster.
extension KafkaClient {
    /// Asks the controller for one topic.
    func create(_ topic: NewKafkaTopic, timeout: Duration) -> KafkaAdminAnswer {
        withHandle { handle in
            var text = [CChar](repeating: 0, count: 256)
            let new = rd_kafka_NewTopic_new(
                topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replication), &text, text.count)
            guard let new else { return KafkaAdminAnswer(refusing: text) }
            defer { rd_kafka_NewTopic_destroy(new) }
            rd_kafka_NewTopic_set_config(new, "retention.ms", String(topic.retentionMilliseconds))
            return ask(handle, RD_KAFKA_ADMIN_OP_CREATETOPICS, timeout) { options, queue in
                var all: [OpaquePointer?] = [new]
                rd_kafka_CreateTopics(handle, &all, all.count, options, queue)
            } reading: { event, count in
                rd_kafka_event_CreateTopics_result(event).flatMap { rd_kafka_CreateTopics_result_topics($0, &count) }
            }
        }
    }

    /// Asks the controller to give a topic this many partitions altogether.
    func addPartitions(to topic: String, total: Int, timeout: Duration) -> KafkaAdminAnswer {
        withHandle { handle in
            var text = [CChar](repeating: 0, count: 256)
            guard let new = rd_kafka_NewPartitions_new(topic, total, &text, text.count) else {
                return KafkaAdminAnswer(refusing: text)
            }
            defer { rd_kafka_NewPartitions_destroy(new) }
            return ask(handle, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, timeout) { options, queue in
                var all: [OpaquePointer?] = [new]
                rd_kafka_CreatePartitions(handle, &all, all.count, options, queue)
            } reading: { event, count in
                rd_kafka_event_CreatePartitions_result(event)
                    .flatMap { rd_kafka_CreatePartitions_result_topics($0, &count) }
            }
        }
    }

    /// Sends a request about one topic, and waits for its result.
    private func ask(
        _ handle: OpaquePointer, _ operation: rd_kafka_admin_op_t, _ timeout: Duration,
        sending send: (OpaquePointer?, OpaquePointer?) -> Void,
        reading results: (OpaquePointer, inout Int) -> UnsafeMutablePointer<OpaquePointer?>?
    ) -> KafkaAdminAnswer {
        let queue = rd_kafka_queue_new(handle)
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle, operation)
        defer { rd_kafka_AdminOptions_destroy(options) }
        let milliseconds = max(1, Int32(clamping: timeout.milliseconds))
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, milliseconds, &text, text.count)
        // The controller answers when the brokers know of it, which spares looks that come too early.
        rd_kafka_AdminOptions_set_operation_timeout(options, min(milliseconds, 5_000), &text, text.count)
        send(options, queue)
        // The deadline of the request itself ends the wait; the margin only covers librdkafka's own timers.
        guard let event = rd_kafka_queue_poll(queue, milliseconds + 500) else {
            return KafkaAdminAnswer(code: RD_KAFKA_RESP_ERR__TIMED_OUT.rawValue, text: "no answer in time")
        }
        defer { rd_kafka_event_destroy(event) }
        let code = rd_kafka_event_error(event)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            return KafkaAdminAnswer(code: code.rawValue, words: rd_kafka_event_error_string(event))
        }
        var count = 0
        guard let topics = results(event, &count), count > 0, let topic = topics[0] else {
            return KafkaAdminAnswer(code: RD_KAFKA_RESP_ERR__BAD_MSG.rawValue, text: "an answer without the topic")
        }
        return KafkaAdminAnswer(
            code: rd_kafka_topic_result_error(topic).rawValue, words: rd_kafka_topic_result_error_string(topic))
    }
}

extension KafkaAdminAnswer {
    /// Of a request that librdkafka does not send.
    fileprivate init(refusing text: [CChar]) {
        self.init(
            code: RD_KAFKA_RESP_ERR__INVALID_ARG.rawValue,
            text: String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).printable)
    }

    fileprivate init(code: Int32, words: UnsafePointer<CChar>?) {
        self.init(code: code, text: code == 0 ? "" : words.map { String(cString: $0).prefix(300).printable } ?? "")
    }
}
