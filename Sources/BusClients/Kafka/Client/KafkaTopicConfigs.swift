import CRdKafka

extension KafkaClient {
    /// `min.insync.replicas` of topics, in one DescribeConfigs request.
    ///
    /// Best effort: a principal without DescribeConfigs, or a broker without that API, gives an empty answer.
    func minimumInSync(of topics: [String], timeout: Duration) -> [String: Int] {
        guard !topics.isEmpty, timeout > .zero else { return [:] }
        return withHandle { handle in
            let queue = rd_kafka_queue_new(handle)
            defer { rd_kafka_queue_destroy(queue) }
            let milliseconds = Int32(clamping: min(timeout, .seconds(5)).milliseconds)
            request(topics, handle: handle, answeringTo: queue, milliseconds: milliseconds)
            // The deadline of the request itself ends the wait; the margin only covers librdkafka's own timers.
            guard let event = rd_kafka_queue_poll(queue, milliseconds + 500) else { return [:] }
            defer { rd_kafka_event_destroy(event) }
            return minimumInSync(in: event)
        }
    }

    private func request(
        _ topics: [String], handle: OpaquePointer, answeringTo queue: OpaquePointer?, milliseconds: Int32
    ) {
        let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, max(1, milliseconds), &text, text.count)
        var resources = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        rd_kafka_DescribeConfigs(handle, &resources, resources.count, options, queue)
        rd_kafka_ConfigResource_destroy_array(&resources, resources.count)
    }

    private func minimumInSync(in event: OpaquePointer) -> [String: Int] {
        guard let result = rd_kafka_event_DescribeConfigs_result(event) else { return [:] }
        var count = 0
        guard let resources = rd_kafka_DescribeConfigs_result_resources(result, &count) else { return [:] }
        var minimum: [String: Int] = [:]
        for resource in UnsafeBufferPointer(start: resources, count: count) {
            guard let resource, let topic = rd_kafka_ConfigResource_name(resource) else { continue }
            var entryCount = 0
            guard let entries = rd_kafka_ConfigResource_configs(resource, &entryCount) else { continue }
            for entry in UnsafeBufferPointer(start: entries, count: entryCount) {
                guard let entry, let name = rd_kafka_ConfigEntry_name(entry),
                    String(cString: name) == "min.insync.replicas", let value = rd_kafka_ConfigEntry_value(entry)
                else { continue }
                minimum[String(cString: topic)] = Int(String(cString: value))
            }
        }
        return minimum
    }
}
