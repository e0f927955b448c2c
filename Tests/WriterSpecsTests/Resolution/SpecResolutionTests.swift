import Documents
import Testing

@testable import WriterSpecs

@Suite("Resolution")
struct SpecResolutionTests {
    private func resolved(_ spec: SpecBuilder) throws -> ResolvedSpec {
        let reading = spec.read()
        return try #require(reading.resolved, "\(reading.diagnostics.map(\.summary))")
    }

    @Test(
        "the backend is what is declared, else Kafka where any kafka_ field is set, else Pub/Sub",
        arguments: [
            ("kafka_sasl_secret", "AmazonMSK_x", false), ("kafka_bootstrap_servers", "a:1", false),
            ("kafka_dlq_topic", "dlq", true), ("kafka_security_protocol", "PLAINTEXT", false),
            ("kafka_sasl_mechanism", "AWS_MSK_IAM", false),
        ])
    func inferredKafka(field: String, value: String, isCommon: Bool) throws {
        var spec = SpecBuilder.kafka
        spec.common["bus_backend"] = nil
        spec.top = [:]
        if isCommon { spec.common[field] = .string(value) } else { spec.top[field] = .string(value) }
        let resolved = try resolved(spec)
        #expect(resolved.backend == .kafka)
        guard case .operatorDefault = resolved.backendProvenance else {
            Issue.record("\(resolved.backendProvenance)")
            return
        }
    }

    @Test("without a declared backend and kafka_ fields it is Pub/Sub; empty fields say nothing")
    func inferredPubSub() throws {
        var spec = SpecBuilder.pubSub
        spec.common["bus_backend"] = nil
        spec.common["kafka_dlq_topic"] = ""
        spec.top["kafka_bootstrap_servers"] = ""
        #expect(try resolved(spec).backend == .pubSub)
        spec.common["bus_backend"] = "PUBSUB"
        #expect(try resolved(spec).backendProvenance.description.contains("common_persistence_specs.bus_backend"))
    }

    @Test("with Kafka an absent subscription is its topic, and says where it comes from")
    func kafkaEndpoints() throws {
        let writer = try #require(try resolved(.kafka).writers.first)
        #expect(writer.busFields[.resultBusOnlineSubscription]?.value == "result-bus")
        #expect(
            writer.busFields[.resultBusOnlineSubscription]?.provenance.description.contains("result_bus_topic_id")
                == true)
        #expect(writer.endpoints.map(\.role) == [.consume, .deadLetter])
        #expect(writer.endpoints.map(\.resource) == [.kafkaTopic("result-bus"), .kafkaTopic("dlq")])
        #expect(writer.endpoints[1].provenance.description.contains("kafka_dlq_topic"))
    }

    @Test("every pair of subscription and topic is taken the same way", arguments: BusField.allCases)
    func subscriptionsFromTopics(field: BusField) throws {
        guard let topic = field.topicField else { return }
        var spec = SpecBuilder.kafka
        spec.common = [
            "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "dlq",
        ]
        spec.common[topic.rawValue] = "the-topic"
        spec.writers = [["bus_subscriber_type": "UNKNOWN", "image_override": "x", "request": ["cpu": "1"]]]
        let writer = try #require(try resolved(spec).writers.first)
        #expect(writer.busFields[field]?.value == "the-topic")
    }

    @Test("a Pub/Sub subscription knows the topic that it must belong to, and its project")
    func pubSubEndpoints() throws {
        var spec = SpecBuilder.pubSub
        spec.common["google_cloud_project"] = "my-project"
        spec.common["result_bus_metrics_subscription_id"] = "projects/other-project/subscriptions/metrics-sub"
        spec.writers = [
            ["bus_subscriber_type": "METRICS_WRITER", "request": ["cpu": "1"]],
            ["bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": ["cpu": "1"]],
        ]
        let writers = try resolved(spec).writers
        #expect(
            writers[0].endpoints.map(\.resource) == [
                .pubSubSubscription(project: "other-project", id: "metrics-sub", topic: "result-bus"),
                .pubSubTopic(project: "my-project", id: "metrics-bus"),
            ])
        #expect(writers[0].endpoints.map(\.role) == [.consume, .produce])
        #expect(
            writers[1].endpoints.map(\.resource) == [
                .pubSubSubscription(project: "my-project", id: "metrics-bus-sub", topic: "metrics-bus")
            ])
    }

    @Test("the project of short names comes from the spec, else from the option, else from nowhere")
    func project() throws {
        var spec = SpecBuilder.pubSub
        #expect(try resolved(spec).googleCloudProject == nil)
        spec.options.googleCloudProject = "option-project"
        #expect(try resolved(spec).googleCloudProject == "option-project")
        spec.common["google_cloud_project"] = "spec-project"
        #expect(try resolved(spec).googleCloudProject == "spec-project")
    }

    @Test("a consumer needs its subscription only, not the topic")
    func topicIsOptional() throws {
        var spec = SpecBuilder.pubSub
        spec.common["result_bus_topic_id"] = nil
        let writer = try #require(try resolved(spec).writers.first)
        #expect(writer.endpoints.map(\.resource) == [.pubSubSubscription(project: nil, id: "online-sub", topic: nil)])
    }

    @Test("the image is the override, else the spec's of the family, else the option's")
    func images() throws {
        var spec = SpecBuilder.pubSub
        spec.options.images = [.python: "option/python:2", .rust: "option/rust:2"]
        #expect(try resolved(spec).writers[0].image == "example.com/python:1")
        spec.common["bus_writer_image_python"] = nil
        let fromOption = try resolved(spec).writers[0]
        #expect(fromOption.image == "option/python:2")
        #expect(fromOption.imageProvenance == .option("--image python=option/python:2"))
        spec.writers[0]["image_override"] = "override/x:3"
        #expect(try resolved(spec).writers[0].image == "override/x:3")
    }

    @Test("a streaming inserter into BigQuery runs the bswl image, into others the python one")
    func imageByInserter() throws {
        var spec = SpecBuilder.pubSub
        spec.common["bus_writer_image_bswl"] = "example.com/bswl:1"
        spec.common["bigquery_streaming_write_subscription_id"] = "stream"
        spec.top["snowflake_storage_integration_name"] = "INTEGRATION"
        for (inserter, image) in [("bigquery", "bswl"), ("BigQuery", "bswl"), ("snowflake", "python"), ("", "python")] {
            spec.writers = [
                [
                    "bus_subscriber_type": "OFFLINE_STORE_STREAMING_INSERT_WRITER", "request": ["cpu": "1"],
                    "offline_store_inserter_db_type": .string(inserter),
                ]
            ]
            #expect(try resolved(spec).writers[0].image == "example.com/\(image):1", "\(inserter)")
        }
    }

    @Test("a writer without a name is named by its type")
    func names() throws {
        var spec = SpecBuilder.pubSub
        spec.writers[0]["name"] = nil
        #expect(try resolved(spec).writers[0].name == "online-writer")
    }

    @Test("a consumer group is known only where somebody declared it")
    func consumerGroups() throws {
        var spec = SpecBuilder.kafka
        #expect(try resolved(spec).writers[0].consumerGroup == nil)
        spec.writers[0]["kafka_consumer_group_override"] = "blue"
        #expect(try resolved(spec).writers[0].consumerGroup?.value == "blue")
        var catalogue = Catalogue.builtIn
        catalogue.types["ONLINE_WRITER"]?.defaultConsumerGroup = "from-catalogue"
        let reading = SpecReader.read(SpecBuilder.kafka.document.serialized(), catalogue: catalogue)
        #expect(reading.resolved?.writers[0].consumerGroup?.value == "from-catalogue")
    }

    @Test(
        "absent security settings: a secret or a mechanism means SASL_SSL, nothing means PLAINTEXT",
        arguments: [
            ([:], "PLAINTEXT", nil), (["kafka_sasl_secret": "s"], "SASL_SSL", "SCRAM-SHA-512"),
            (["kafka_sasl_mechanism": "AWS_MSK_IAM"], "SASL_SSL", "AWS_MSK_IAM"),
            (["kafka_security_protocol": "SSL", "kafka_sasl_secret": "s"], "SSL", nil),
            (
                [
                    "kafka_security_protocol": "SASL_PLAINTEXT", "kafka_sasl_secret": "s",
                    "kafka_sasl_mechanism": "PLAIN",
                ],
                "SASL_PLAINTEXT", "PLAIN"
            ),
        ] as [([String: String], String, String?)])
    func security(fields: [String: String], securityProtocol: String, mechanism: String?) throws {
        var spec = SpecBuilder.kafka
        for (field, value) in fields { spec.top[field] = .string(value) }
        let kafka = try #require(try resolved(spec).kafka)
        #expect(kafka.securityProtocol == securityProtocol)
        #expect(kafka.saslMechanism == mechanism)
        #expect(kafka.bootstrapServers == ["b-1:9092"])
    }

    @Test("a type that is not in the catalogue resolves with its own image and every bus field")
    func unknownTypes() throws {
        var spec = SpecBuilder.pubSub
        spec.writers = [["bus_subscriber_type": "BRAND_NEW", "image_override": "x/y:1", "request": ["cpu": "1"]]]
        let writer = try #require(try resolved(spec).writers.first)
        #expect(!writer.isKnownType && writer.type.name == "BRAND_NEW" && writer.name == "brand-new")
        #expect(writer.endpoints.isEmpty)
        #expect(writer.busFields[.metricsBusTopic]?.value == "metrics-bus")
    }

    @Test("writers at fault are set aside with their names and codes, the others resolve")
    func faultyWriters() throws {
        var spec = SpecBuilder.pubSub
        spec.writers.append(["bus_subscriber_type": "METRICS_BUS_WRITER", "name": "bad", "max_batch_size": -1])
        spec.writers.append(["name": "nameless"])
        spec.writers.append(7)
        let resolved = try resolved(spec)
        #expect(resolved.writers.map(\.name) == ["online"])
        #expect(resolved.faultyWriters.map(\.index) == [1, 2, 3])
        #expect(resolved.faultyWriters.map(\.name) == ["bad", "nameless", nil])
        #expect(resolved.faultyWriters[0].codes == ["negative-count"])
    }

    @Test("a document without writers resolves to nothing to render")
    func noWriters() throws {
        for writers: JSONValue? in [nil, [], .null] {
            var spec = SpecBuilder.pubSub
            spec.writers = []
            spec.top["writers"] = writers
            let reading = spec.read()
            #expect(reading.diagnostics.map(\.summary) == [])
            #expect(reading.resolved?.writers.isEmpty == true)
        }
    }
}
