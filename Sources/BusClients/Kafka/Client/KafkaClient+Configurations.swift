import CRdKafka

extension KafkaClient {
    /// The configurations of topics and of one broker, in one DescribeConfigs request to that broker.
    ///
    /// Best effort: a principal without DescribeConfigs, or a broker without that API, gives an empty answer.
    /// - Parameter broker: The broker's number; `nil`: the controller is asked, and about the topics only.
    func configurations(of topics: [String], broker: Int32?, timeout: Duration) -> KafkaConfigurations {
        guard !topics.isEmpty || broker != nil, timeout > .zero else { return KafkaConfigurations() }
        return withHandle { handle in
            let queue = rd_kafka_queue_new(handle)
            defer { rd_kafka_queue_destroy(queue) }
            let milliseconds = Int32(clamping: min(timeout, .seconds(5)).milliseconds)
            request(topics, broker, handle: handle, answeringTo: queue, milliseconds: milliseconds)
            // The deadline of the request itself ends the wait; the margin only covers librdkafka's own timers.
            guard let event = rd_kafka_queue_poll(queue, milliseconds + 500) else { return KafkaConfigurations() }
            defer { rd_kafka_event_destroy(event) }
            return KafkaConfigurations(copying: event)
        }
    }

    private func request(
        _ topics: [String], _ broker: Int32?, handle: OpaquePointer, answeringTo queue: OpaquePointer?,
        milliseconds: Int32
    ) {
        let options = rd_kafka_AdminOptions_new(handle, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        var text = [CChar](repeating: 0, count: 256)
        rd_kafka_AdminOptions_set_request_timeout(options, max(1, milliseconds), &text, text.count)
        var resources = topics.map {
            Self.resource(RD_KAFKA_RESOURCE_TOPIC, $0, KafkaTopicConfiguration.properties)
        }
        if let broker {
            resources.append(Self.resource(RD_KAFKA_RESOURCE_BROKER, String(broker), KafkaClusterFacts.properties))
        }
        rd_kafka_DescribeConfigs(handle, &resources, resources.count, options, queue)
        rd_kafka_ConfigResource_destroy_array(&resources, resources.count)
    }

    /// A resource of which only these properties are asked for: brokers have hundreds.
    private static func resource(
        _ type: rd_kafka_ResourceType_t, _ name: String, _ properties: [String]
    ) -> OpaquePointer? {
        let resource = rd_kafka_ConfigResource_new(type, name)
        for property in properties { rd_kafka_ConfigResource_set_config(resource, property, "") }
        return resource
    }
}

extension KafkaConfigurations {
    /// Copies what is needed out of librdkafka's memory.
    fileprivate init(copying event: OpaquePointer) {
        self.init()
        var count = 0
        guard let result = rd_kafka_event_DescribeConfigs_result(event),
            let resources = rd_kafka_DescribeConfigs_result_resources(result, &count)
        else { return }
        for resource in UnsafeBufferPointer(start: resources, count: count) {
            guard let resource, let name = rd_kafka_ConfigResource_name(resource),
                rd_kafka_ConfigResource_error(resource) == RD_KAFKA_RESP_ERR_NO_ERROR
            else { continue }
            let values = Self.values(of: resource)
            if rd_kafka_ConfigResource_type(resource) == RD_KAFKA_RESOURCE_BROKER {
                cluster = KafkaClusterFacts(values)
            } else {
                topics[String(cString: name)] = KafkaTopicConfiguration(values)
            }
        }
    }

    private static func values(of resource: OpaquePointer) -> [String: String] {
        var count = 0
        guard let entries = rd_kafka_ConfigResource_configs(resource, &count) else { return [:] }
        return UnsafeBufferPointer(start: entries, count: count).reduce(into: [:]) { values, entry in
            guard let entry, let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry)
            else { return }
            values[String(cString: name)] = String(cString: value)
        }
    }
}
