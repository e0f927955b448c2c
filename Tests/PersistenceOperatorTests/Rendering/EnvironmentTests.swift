import Documents
import KubeClient
import PersistenceOperator
import TestPeers
import Testing
import WriterSpecs

@Suite struct EnvironmentTests {
    @Test func holdsTheResolvedValuesOfTheFieldsThatApply() throws {
        var fixture = RenderingFixture("METRICS_WRITER", backend: .kafka)
        fixture.writer.busFields = [
            .resultBusTopic: ResolvedField("results", from: .live("")),
            .resultBusMetricsSubscription: ResolvedField("results", from: .live("")),
            .metricsBusTopic: ResolvedField("metrics", from: .live("")),
        ]
        fixture.writer.spec.maxBatchSize = 500
        fixture.spec.document.common.kafkaDLQTopic = "dlq"
        fixture.spec.document.common.secretClient = .aws
        #expect(
            try fixture.environment() == [
                "BUS_BACKEND": "KAFKA", "BUS_SUBSCRIBER_TYPE": "METRICS_WRITER",
                "KAFKA_BOOTSTRAP_SERVERS": "b-1:9096,b-2:9096", "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
                "KAFKA_SASL_SECRET": "AmazonMSK_x", "KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_DLQ_TOPIC": "dlq",
                "MAX_BATCH_SIZE": "500", "METRICS_BUS_TOPIC_ID": "metrics", "RESULT_BUS_TOPIC_ID": "results",
                "RESULT_BUS_METRICS_SUBSCRIPTION_ID": "results", "SECRET_CLIENT": "AWS",
            ])
    }

    @Test func leavesOutAbsentAndEmptyFields() throws {
        var fixture = RenderingFixture()
        fixture.spec.document.apiServerHost = ""
        fixture.writer.spec.passThrough["storage_cache_prefix"] = ""
        #expect(try fixture.environment().keys.sorted() == ["BUS_BACKEND", "BUS_SUBSCRIBER_TYPE"])
    }

    @Test func keepsZeroAndFalseApartFromAbsent() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.maxBatchSize = 0
        fixture.spec.document.insecure = false
        let environment = try fixture.environment()
        #expect(environment["MAX_BATCH_SIZE"] == "0")
        #expect(environment["INSECURE"] == "false")
    }

    @Test func leavesOutFieldsThatDoNotApplyToTheType() throws {
        var fixture = RenderingFixture("ONLINE_WRITER")
        fixture.writer.spec.passThrough["usage_store_uri"] = "postgres://usage"
        #expect(try fixture.environment()["USAGE_STORE_URI"] == nil)
        fixture.writer.type = try #require(Catalogue.builtIn.types["USAGE_BUS_WRITER"])
        #expect(try fixture.environment()["USAGE_STORE_URI"] == "postgres://usage")
    }

    @Test func passesEveryFieldToAnUnknownType() throws {
        var fixture = RenderingFixture("NEW_WRITER")
        fixture.writer.spec.passThrough["usage_store_uri"] = "postgres://usage"
        fixture.writer.busFields[.operationSubscription] = ResolvedField("ops", from: .live(""))
        let environment = try fixture.environment()
        #expect(environment["USAGE_STORE_URI"] == "postgres://usage")
        #expect(environment["OPERATION_SUBSCRIPTION_ID"] == "ops")
        #expect(environment["BUS_SUBSCRIBER_TYPE"] == "NEW_WRITER")
    }

    @Test func leavesKafkaFieldsOutOnPubSub() throws {
        var fixture = RenderingFixture(backend: .pubSub)
        fixture.spec.document.kafkaSASLSecret = "secret"
        fixture.spec.document.common.kafkaDLQTopic = "dlq"
        fixture.writer.consumerGroup = ResolvedField("group", from: .live(""))
        #expect(try fixture.environment().keys.filter { $0.hasPrefix("KAFKA") } == [])
    }

    @Test func rendersAConsumerGroupOnlyWhereSomebodyDeclaredOne() throws {
        var fixture = RenderingFixture(backend: .kafka)
        #expect(try fixture.environment()["KAFKA_CONSUMER_GROUP_OVERRIDE"] == nil)
        fixture.writer.consumerGroup = ResolvedField("blue", from: .catalogue(rule: "x"))
        #expect(try fixture.environment()["KAFKA_CONSUMER_GROUP_OVERRIDE"] == "blue")
    }

    @Test func theClusterManagerGetsItsConfigurationAsJSONAndNobodyElse() throws {
        var fixture = RenderingFixture("CLUSTER_MANAGER")
        fixture.spec.document.clusterManagerConfig = ["b": [1, true], "a": "x"]
        #expect(try fixture.environment()["CLUSTER_MANAGER_CONFIG"] == #"{"a":"x","b":[1,true]}"#)
        fixture.writer.type = try #require(Catalogue.builtIn.types["ONLINE_WRITER"])
        #expect(try fixture.environment()["CLUSTER_MANAGER_CONFIG"] == nil)
    }

    @Test func theCatalogueCanNameAVariable() throws {
        var fixture = RenderingFixture()
        fixture.writer.type.environmentNames = ["bus_backend": "BUS"]
        #expect(try fixture.environment()["BUS"] == "PUBSUB")
        #expect(try fixture.environment()["BUS_BACKEND"] == nil)
    }

    @Test(arguments: [
        ("a$(B)c", "a$$(B)c"), ("a$b$", "a$b$"), ("$$", "$$$$"), ("$$(A)", "$$$$(A)"), ("$", "$"), ("$(", "$$("),
        ("plain", "plain"), ("a$$$b", "a$$$$$$b"),
    ]) func ourOwnValuesReachTheContainerAsTheyAre(value: String, rendered: String) throws {
        var fixture = RenderingFixture()
        fixture.spec.document.apiServerHost = value
        #expect(try fixture.environment()["API_SERVER_HOST"] == rendered)
    }

    @Test func additionalVariablesKeepKubernetesMeaning() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.additionalEnvVars = ["URL": "http://$(API_SERVER_HOST)/$$(X)"]
        #expect(try fixture.environment()["URL"] == "http://$(API_SERVER_HOST)/$$(X)")
    }

    @Test func additionalVariablesReplaceThoseOfTheSameNameAndComeLast() throws {
        var fixture = RenderingFixture()
        fixture.spec.document.apiServerHost = "a.example.com"
        fixture.writer.spec.additionalEnvVars = ["API_SERVER_HOST": "b", "ZED": "", "ALPHA": "1"]
        let entries = try fixture.container()["env"]?.all("name")
        #expect(entries == ["BUS_BACKEND", "BUS_SUBSCRIBER_TYPE", "ALPHA", "API_SERVER_HOST", "ZED"])
        #expect(try fixture.environment()["API_SERVER_HOST"] == "b")
    }

    @Test func theAutodiscoverKeyIsOnlyReferredTo() throws {
        var fixture = RenderingFixture()
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        let reference: JSONValue = [
            "secretKeyRef": ["name": "background-persistence-autodiscover", "key": "autodiscover-key"]
        ]
        #expect(try fixture.environment()["AUTODISCOVER_KEY"] == reference.text())
        #expect(!fixture.render().objects.contains { $0.body.text().contains(TestSecret.autodiscoverKey.value) })
    }

    @Test func anAdditionalVariableTakesThePlaceOfTheAutodiscoverKey() throws {
        var fixture = RenderingFixture()
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        fixture.writer.spec.additionalEnvVars = ["AUTODISCOVER_KEY": "mine"]
        #expect(try fixture.environment()["AUTODISCOVER_KEY"] == "mine")
    }

    @Test func kafkaWithoutKnownServersKeepsWhatTheSpecSays() throws {
        var fixture = RenderingFixture(backend: .kafka)
        fixture.spec.kafka = nil
        fixture.spec.document.kafkaSASLSecret = "secret"
        fixture.spec.document.kafkaSecurityProtocol = "SASL_SSL"
        let environment = try fixture.environment()
        #expect(environment["KAFKA_SASL_SECRET"] == "secret")
        #expect(environment["KAFKA_SECURITY_PROTOCOL"] == "SASL_SSL")
        #expect(environment["KAFKA_BOOTSTRAP_SERVERS"] == nil)
    }
}
