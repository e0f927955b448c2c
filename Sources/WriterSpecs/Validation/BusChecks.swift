import Documents

extension SpecResolver {
    /// Checks what the document says of its bus.
    mutating func checkBus() {
        checkContradictions()
        for field in document.common.busFields.keys.sorted() where field != .uploadBucket { checkName(of: field) }
        switch backend.backend {
        case .kafka: checkKafka()
        case .pubSub: checkPubSub()
        }
    }

    /// Fields of both backends where none is declared.
    private mutating func checkContradictions() {
        let positions = document.common.positions
        guard positions.fields["bus_backend"] == nil, let kafka = backend.kafkaFields.first else { return }
        let pubSub = document.common.busFields.keys.sorted().first {
            document.common.busFields[$0]?.hasPrefix("projects/") == true
        }
        guard let pubSub else { return }
        add(
            .error, "backend-conflict", positions, pubSub.rawValue, .document,
            "this is a name of Pub/Sub, and '\(kafka)' is a field of Kafka", hint: "say which it is with bus_backend")
    }

    private mutating func checkName(of field: BusField) {
        guard let value = document.common.busFields[field] else { return }
        let isTopic = !field.rawValue.hasSuffix("_subscription_id")
        let problem =
            backend.backend == .kafka
            ? BusNames.kafkaTopicProblem(value) : BusNames.pubSubProblem(value, isTopic: isTopic)
        guard let problem else { return }
        let isUsed = field != .usageEventsSubscription || consumesUsageEvents
        add(
            isUsed ? .error : .warning, problem.code, document.common.positions, field.rawValue, .document,
            "\(Quoting.quoted(value)) \(problem.reason)", hint: problem.hint)
    }

    private mutating func checkPubSub() {
        for field in backend.kafkaFields {
            let positions = field == "kafka_dlq_topic" ? document.common.positions : document.positions
            add(
                .warning, "not-applicable", positions, field, .document,
                "the field has no effect: the backend is PUBSUB",
                hint: "remove it")
        }
    }

    private mutating func checkKafka() {
        let common = document.common
        if let topic = common.kafkaDLQTopic, !topic.isEmpty {
            if let problem = BusNames.kafkaTopicProblem(topic) {
                add(
                    .error, problem.code, common.positions, "kafka_dlq_topic", .document,
                    "\(Quoting.quoted(topic)) \(problem.reason)", hint: problem.hint)
            }
        } else if common.positions.start != nil,
            common.kafkaDLQTopic != nil
                || common.positions.fields["kafka_dlq_topic"] == nil
        {
            add(
                .error, "required", common.positions, "kafka_dlq_topic", .document,
                common.kafkaDLQTopic == nil
                    ? "'kafka_dlq_topic' is missing: with Kafka every consumer needs it"
                    : "with Kafka every consumer needs a topic for messages that failed",
                hint: "name a topic")
        }
        for field in common.busFields.keys.sorted() {
            guard let topicField = field.topicField, let topic = common.busFields[topicField],
                let subscription = common.busFields[field], topic != subscription
            else { continue }
            add(
                .warning, "subscription-topic", common.positions, field.rawValue, .document,
                "with Kafka a subscription is its topic, and '\(topicField.rawValue)' says \(Quoting.quoted(topic))",
                hint: "leave the subscription out, unless a replicator renames the topic")
        }
        checkSecurity()
        let isGiven = { (text: String?) in text?.isEmpty == false }
        // A secret may hold them.
        if !isGiven(document.kafkaBootstrapServers), !isGiven(document.kafkaSASLSecret), !document.writers.isEmpty,
            document.positions.fields["kafka_bootstrap_servers"] == nil || document.kafkaBootstrapServers != nil,
            document.positions.fields["autodiscover_key"] == nil || document.autodiscoverKey != nil
        {
            add(
                .warning, "no-bootstrap-servers", document.positions,
                document.kafkaBootstrapServers == nil ? "" : "kafka_bootstrap_servers", .document,
                isGiven(document.autodiscoverKey)
                    ? "only 'autodiscover_key' says where Kafka is, which is for the writers: checks of the bus cannot look"
                    : "nothing says where Kafka is: the writers and the checks of the bus need it",
                hint: "give kafka_bootstrap_servers, or kafka_sasl_secret with a secret that holds them")
        }
    }

    private mutating func checkSecurity() {
        // A setting that could not be read is reported already, and says nothing of the others.
        let positions = document.positions
        let isUnreadable = { (field: String, value: String?) in positions.fields[field] != nil && value == nil }
        guard !isUnreadable("kafka_security_protocol", document.kafkaSecurityProtocol),
            !isUnreadable("kafka_sasl_mechanism", document.kafkaSASLMechanism),
            !isUnreadable("kafka_sasl_secret", document.kafkaSASLSecret),
            !isUnreadable("autodiscover_key", document.autodiscoverKey)
        else { return }
        let isGiven = { (text: String?) in text?.isEmpty == false }
        let security = KafkaSecurityResolution(document)
        guard let mechanism = security.mechanism else {
            if isGiven(document.kafkaSASLMechanism) {
                add(
                    .error, "sasl", positions, "kafka_sasl_mechanism", .document,
                    "a mechanism needs a protocol with SASL, and this one is \(security.securityProtocol)",
                    hint: "set kafka_security_protocol to SASL_SSL, or remove the mechanism")
            }
            return
        }
        let field = isGiven(document.kafkaSASLMechanism) ? "kafka_sasl_mechanism" : "kafka_security_protocol"
        if mechanism == "AWS_MSK_IAM" {
            if security.securityProtocol == "SASL_PLAINTEXT" {
                add(
                    .error, "sasl", positions, field, .document, "AWS_MSK_IAM works over TLS only",
                    hint: "set kafka_security_protocol to SASL_SSL")
            }
        } else if !isGiven(document.kafkaSASLSecret), !isGiven(document.autodiscoverKey) {
            add(
                .error, "sasl", positions, field, .document, "\(mechanism) needs a user and a password",
                hint: "name their secret with kafka_sasl_secret")
        }
    }
}
