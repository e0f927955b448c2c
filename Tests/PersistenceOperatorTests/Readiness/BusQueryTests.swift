import BusClients
import FoundationEssentials
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite struct BusQueryTests {
    private static let login = #""kafka_sasl_secret": "AmazonMSK_x","#
    private let credentials = ["KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": "secret"]

    private func access(
        _ settings: BusSettings = BusSettings(), _ environment: [String: String] = [:]
    ) -> KafkaAccess {
        KafkaAccess(settings: settings, environment: environment, host: "pod-1")
    }

    private func refusal(
        _ result: Result<KafkaClientSettings, KafkaAccess.Refusal>
    ) -> EndpointReading? {
        if case .failure(let refusal) = result { refusal.reading } else { nil }
    }

    @Test func aSpecWithoutLoginIsPlainText() throws {
        let client = try access().clientSettings(for: SpecFixture.kafka()).get()
        #expect(client == KafkaClientSettings(bootstrapServers: ["b-1:9096", "b-2:9096"]))
    }

    @Test func aSecretMeansTLSAndSCRAMWithTheGivenCredentials() throws {
        let settings = BusSettings(kafkaCAFile: "/ca.pem")
        let client = try access(settings, credentials).clientSettings(
            for: SpecFixture.kafka(extra: Self.login)
        ).get()
        #expect(client.securityProtocol == .saslSSL)
        #expect(client.mechanism == .scramSHA512)
        #expect(client.credentials == KafkaCredentials(username: "writer", password: "secret"))
        #expect(client.caFile == "/ca.pem")
    }

    @Test func theOptionReplacesTheSpecsServersAndNothingElse() throws {
        let settings = BusSettings(kafkaBootstrapServers: ["localhost:19096"])
        let client = try access(settings, credentials).clientSettings(
            for: SpecFixture.kafka(extra: Self.login)
        ).get()
        #expect(client.bootstrapServers == ["localhost:19096"])
        #expect(client.mechanism == .scramSHA512)
    }

    @Test func serversMayComeFromTheMountedSecret() throws {
        let folder = Scratch.path("secret")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in ["bootstrap_servers": "b-9:9096", "sasl_username": "w", "sasl_password": "pw"] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let spec = try SpecFixture.kafka(servers: nil, extra: Self.login)
        let client = try access(BusSettings(kafkaCredentialsDirectory: folder)).clientSettings(for: spec).get()
        #expect(client.bootstrapServers == ["b-9:9096"])
        #expect(client.credentials?.username == "w")
        #expect(client.securityProtocol == .saslSSL)
    }

    @Test func whatCannotBeTriedIsUnknownForAReasonOfItsOwn() throws {
        let noServers = access(BusSettings(), credentials).clientSettings(
            for: try SpecFixture.kafka(servers: nil, extra: Self.login))
        #expect(refusal(noServers)?.reason == .serversUnknown)
        let noLogin = access().clientSettings(for: try SpecFixture.kafka(extra: Self.login))
        #expect(refusal(noLogin)?.reason == .credentialsMissing)
        #expect(refusal(noLogin)?.action.contains("AmazonMSK_x") == true)
        let half = access(BusSettings(), ["KAFKA_SASL_USERNAME": "w"])
            .clientSettings(for: try SpecFixture.kafka(extra: Self.login))
        #expect(refusal(half)?.reason == .credentialsInvalid)
        let iam = access(BusSettings(), credentials).clientSettings(
            for: try SpecFixture.kafka(
                extra: #""kafka_security_protocol": "SASL_SSL", "kafka_sasl_mechanism": "AWS_MSK_IAM","#))
        #expect(refusal(iam)?.reason == .notSupported)
        #expect(refusal(iam)?.message.contains("AWS_MSK_IAM") == true)
        for reading in [noServers, noLogin, half, iam].map(refusal) {
            #expect(reading?.readiness == .unknown)
            #expect(reading?.observer.host == "pod-1")
        }
    }

    @Test func whatCannotBeTriedIsTheReadingOfEveryTopic() async throws {
        let spec = try SpecFixture.kafka(extra: Self.login)
        let readiness = await BusReadiness.read(spec: spec, settings: BusSettings(), environment: ["POD_NAME": "pod-7"])
        #expect(readiness.readings.count == 3)
        #expect(readiness.readings.values.allSatisfy { $0.reason == .credentialsMissing })
        #expect(readiness.observer?.host == "pod-7")
        #expect(!readiness.isSkipped)
    }

    @Test func aSkippedLookKnowsNothing() async throws {
        let spec = try SpecFixture.kafka()
        let readiness = await BusReadiness.read(spec: spec, settings: BusSettings(check: .skip), environment: [:])
        #expect(readiness == .skipped)
        #expect(readiness.isSkipped)
        #expect(readiness[.kafkaTopic("metrics-bus-1")].reason == .notChecked)
        #expect(readiness[.kafkaTopic("metrics-bus-1")].readiness == .unknown)
    }

    @Test func aWholeSpecIsReadFromACluster() async throws {
        let cluster = try MockKafkaCluster()
        cluster.createTopic("metrics-bus-1", partitions: 4)
        cluster.createTopic("dlq-1", partitions: 1)
        let spec = try SpecFixture.kafka(servers: cluster.bootstrapServers)
        let readiness = await BusReadiness.read(spec: spec, settings: BusSettings(), environment: [:])
        #expect(readiness[.kafkaTopic("metrics-bus-1")].partitions == 4)
        #expect(readiness[.kafkaTopic("result-bus-1")].reason == .topicMissing)
        #expect(readiness[.kafkaTopic("dlq-1")].readiness == .ready)
        #expect(readiness.partitionFindings.map(\.writer) == ["metrics"])
    }
}
