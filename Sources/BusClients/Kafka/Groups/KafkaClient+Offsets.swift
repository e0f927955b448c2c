import CRdKafka

extension KafkaClient {
    /// Looks offsets up by time, in one ListOffsets request to each leading broker.
    ///
    /// - Parameter times: By partition: milliseconds since 1970, for the first offset from then on; -1: the end; -2: the
    ///   beginning.
    /// - Returns: What brokers answered for; a negative offset where a partition has no message from then on.
    func offsets(at times: [KafkaOffsets.Place: Int64], timeout: Duration) -> KafkaOffsets {
        guard !times.isEmpty, timeout > .zero else { return KafkaOffsets() }
        return Self.withList(times) { list in
            // Partitions that were answered for count also where others were not.
            _ = withHandle { rd_kafka_offsets_for_times($0, list, Int32(clamping: timeout.milliseconds)) }
            return KafkaOffsets(copying: list, askedWith: times)
        } ?? KafkaOffsets()
    }

    /// What groups have committed, in one OffsetFetch request for each group: librdkafka 2.0 takes no more.
    func committed(
        by groups: [String: [KafkaOffsets.Place]], timeout: Duration
    ) -> [String: Result<KafkaOffsets, KafkaClientError>] {
        guard !groups.isEmpty, timeout > .zero else { return [:] }
        return withHandle { handle in
            let queue = rd_kafka_queue_new(handle)
            defer { rd_kafka_queue_destroy(queue) }
            let milliseconds = Int32(clamping: timeout.milliseconds)
            for (group, partitions) in groups {
                request(group, partitions, handle: handle, answeringTo: queue, milliseconds: milliseconds)
            }
            var answers: [String: Result<KafkaOffsets, KafkaClientError>] = [:]
            let deadline = ContinuousClock.now + timeout + .milliseconds(500)
            for _ in groups {
                let left = max(.zero, deadline - .now)
                guard let event = rd_kafka_queue_poll(queue, Int32(clamping: left.milliseconds)) else { break }
                defer { rd_kafka_event_destroy(event) }
                if let (group, offsets) = Self.committed(in: event) { answers[group] = offsets }
            }
            return answers
        }
    }

    private func request(
        _ group: String, _ partitions: [KafkaOffsets.Place], handle: OpaquePointer,
        answeringTo queue: OpaquePointer?, milliseconds: Int32
    ) {
        let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_LISTCONSUMERGROUPOFFSETS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, max(1, milliseconds), &text, text.count)
        let unset = Dictionary(uniqueKeysWithValues: partitions.map { ($0, Int64(RD_KAFKA_OFFSET_INVALID)) })
        Self.withList(unset) { list in
            var requests = [rd_kafka_ListConsumerGroupOffsets_new(group, list)]
            rd_kafka_ListConsumerGroupOffsets(handle, &requests, requests.count, options, queue)
            rd_kafka_ListConsumerGroupOffsets_destroy_array(&requests, requests.count)
        }
    }

    private static func committed(
        in event: OpaquePointer
    ) -> (group: String, offsets: Result<KafkaOffsets, KafkaClientError>)? {
        var count = 0
        guard let result = rd_kafka_event_ListConsumerGroupOffsets_result(event),
            let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count), count == 1,
            let group = groups[0], let name = rd_kafka_group_result_name(group)
        else { return nil }
        if let error = rd_kafka_group_result_error(group) {
            let words = rd_kafka_error_string(error).map { String(cString: $0).printable } ?? "an error"
            return (String(cString: name), .failure(KafkaClientError(words)))
        }
        guard let list = rd_kafka_group_result_partitions(group) else { return nil }
        return (String(cString: name), .success(KafkaOffsets(copying: list)))
    }

    private static func withList<Result>(
        _ offsets: [KafkaOffsets.Place: Int64],
        _ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result
    ) -> Result? {
        guard let list = rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count)) else { return nil }
        defer { rd_kafka_topic_partition_list_destroy(list) }
        for (place, offset) in offsets {
            rd_kafka_topic_partition_list_add(list, place.topic, place.partition)?.pointee.offset = offset
        }
        return body(list)
    }
}

extension KafkaOffsets {
    /// Copies what was answered without an error.
    ///
    /// - Parameter times: What was asked with: librdkafka leaves it where no answer came.
    fileprivate init(
        copying list: UnsafePointer<rd_kafka_topic_partition_list_t>, askedWith times: [Place: Int64] = [:]
    ) {
        self.init()
        for entry in UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt)) {
            guard entry.err == RD_KAFKA_RESP_ERR_NO_ERROR, let name = entry.topic else { continue }
            let place = Place(topic: String(cString: name), partition: entry.partition)
            if entry.offset == times[place] { continue }
            self[place.topic, place.partition] = entry.offset
        }
    }
}
