import CRdKafka

/// librdkafka's configuration object while it is filled: freed here unless a client took it over.
struct KafkaConfiguration: ~Copyable {
    private let conf: OpaquePointer

    /// Makes librdkafka's defaults.
    init() {
        conf = rd_kafka_conf_new()
    }

    deinit {
        rd_kafka_conf_destroy(conf)
    }

    /// Sets one property.
    ///
    /// - Throws: `KafkaClientError` with librdkafka's text, which names the property, never a password's value.
    func set(_ property: String, _ value: String) throws(KafkaClientError) {
        var text = [CChar](repeating: 0, count: 512)
        guard rd_kafka_conf_set(conf, property, value, &text, text.count) == RD_KAFKA_CONF_OK else {
            // The library quotes the refused value; that of a password must not get out.
            throw KafkaClientError(property == "sasl.password" ? "sasl.password is refused" : string(of: text))
        }
    }

    /// Routes errors, logs and certificate verdicts to a journal, and requests for tokens to who makes them; they must outlive the client.
    func report(to callbacks: KafkaCallbacks) {
        rd_kafka_conf_set_opaque(conf, Unmanaged.passUnretained(callbacks).toOpaque())
        rd_kafka_conf_set_error_cb(conf) { _, code, text, opaque in
            KafkaCallbacks.from(opaque)?.journal.record(error: code, text.map { String(cString: $0) } ?? "")
        }
        rd_kafka_conf_set_log_cb(conf) { client, _, _, text in
            guard let client, let text else { return }
            KafkaCallbacks.from(rd_kafka_opaque(client))?.journal.record(log: String(cString: text))
        }
        // Only listens: the verdict stays OpenSSL's. Without it a wrong name cannot be told from an unknown authority.
        rd_kafka_conf_set_ssl_cert_verify_cb(conf) { _, broker, _, verdict, _, _, _, text, size, opaque in
            guard let verdict else { return 0 }
            guard verdict.pointee != 0 else { return 1 }
            if let text, size > 0 { text.pointee = 0 }
            KafkaCallbacks.from(opaque)?.journal.record(
                certificate: verdict.pointee, broker: broker.map { String(cString: $0) } ?? "")
            return 0
        }
        guard callbacks.tokens != nil else { return }
        rd_kafka_conf_set_oauthbearer_token_refresh_cb(conf) { _, _, opaque in
            KafkaCallbacks.from(opaque)?.tokens?.refresh()
        }
        // Nobody polls a client between two looks, and its connections may need another token then.
        rd_kafka_conf_enable_sasl_queue(conf, 1)
    }

    /// Makes a client, which takes the configuration over.
    ///
    /// - Throws: `KafkaClientError`; the configuration is freed then.
    consuming func makeConsumer() throws(KafkaClientError) -> OpaquePointer {
        var text = [CChar](repeating: 0, count: 512)
        if let client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, &text, text.count) {
            discard self
            return client
        }
        _ = consume self
        throw KafkaClientError(string(of: text))
    }
}

/// librdkafka refused to set itself up.
struct KafkaClientError: Error, Hashable {
    /// Its reason.
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// The text in a C buffer, up to its terminating zero.
private func string(of buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
