import BusClients
import FoundationEssentials
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite struct BusQueryTests {
    private static let login = #""kafka_sasl_secret": "AmazonMSK_x","#
    private let credentials = ["KAFKA_SASL_USERNAME": "writer", "KAFKA_SASL_PASSWORD": "secret"]

    /// How the brokers of a spec are reached by a process that has nothing of AWS.
    private func route(
        for spec: ResolvedSpec, _ settings: BusSettings = BusSettings(), _ environment: [String: String] = [:]
    ) async -> Result<KafkaClientSettings, KafkaAccess.Refusal> {
        let environment = environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }
        let access = KafkaAccess(
            settings: settings, environment: environment, host: "pod-1",
            secrets: CloudSecrets(environment: environment), tokens: MSKTokens(environment: environment))
        return await access.route(for: spec, deadline: .now + .seconds(10)).map(\.client)
    }

    private func refusal(
        _ result: Result<KafkaClientSettings, KafkaAccess.Refusal>
    ) -> EndpointReading? {
        if case .failure(let refusal) = result { refusal.reading } else { nil }
    }

    @Test func aSpecWithoutLoginIsPlainText() async throws {
        let client = try await route(for: SpecFixture.kafka()).get()
        #expect(client == KafkaClientSettings(bootstrapServers: ["b-1:9096", "b-2:9096"]))
    }

    @Test func aSecretMeansTLSAndSCRAMWithTheGivenCredentials() async throws {
        let settings = BusSettings(kafkaCAFile: "/ca.pem")
        let client = try await route(for: SpecFixture.kafka(extra: Self.login), settings, credentials).get()
        #expect(client.securityProtocol == .saslSSL)
        #expect(client.mechanism == .scramSHA512)
        #expect(client.credentials == KafkaCredentials(username: "writer", password: "secret"))
        #expect(client.caFile == "/ca.pem")
    }

    @Test func theOptionReplacesTheSpecsServersAndNothingElse() async throws {
        let settings = BusSettings(kafkaBootstrapServers: ["localhost:19096"])
        let client = try await route(for: SpecFixture.kafka(extra: Self.login), settings, credentials).get()
        #expect(client.bootstrapServers == ["localhost:19096"])
        #expect(client.mechanism == .scramSHA512)
    }

    @Test func serversMayComeFromTheMountedSecret() async throws {
        let folder = Scratch.path("secret")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in ["bootstrap_servers": "b-9:9096", "sasl_username": "w", "sasl_password": "pw"] {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        }
        let spec = try SpecFixture.kafka(servers: nil, extra: Self.login)
        let client = try await route(for: spec, BusSettings(kafkaCredentialsDirectory: folder)).get()
        #expect(client.bootstrapServers == ["b-9:9096"])
        #expect(client.credentials?.username == "w")
        #expect(client.securityProtocol == .saslSSL)
    }

    @Test func whatCannotBeTriedIsUnknownForAReasonOfItsOwn() async throws {
        let spec = try SpecFixture.kafka(extra: Self.login)
        let noServers = await route(
            for: try SpecFixture.kafka(servers: nil, extra: Self.login), BusSettings(), credentials)
        #expect(refusal(noServers)?.reason == .serversUnknown)
        let noLogin = await route(for: spec)
        #expect(refusal(noLogin)?.reason == .credentialsMissing)
        #expect(refusal(noLogin)?.message.contains("AmazonMSK_x") == true)
        #expect(refusal(noLogin)?.action.contains("KAFKA_SASL_USERNAME") == true)
        let half = await route(for: spec, BusSettings(), ["KAFKA_SASL_USERNAME": "w"])
        #expect(refusal(half)?.reason == .credentialsInvalid)
        for reading in [noServers, noLogin, half].map(refusal) {
            #expect(reading?.readiness == .unknown)
            #expect(reading?.observer.host == "pod-1")
        }
    }

    @Test func whoTheProcessIsInAWSNeedsNoSecretButTheClustersRegion() async throws {
        let iam = #""kafka_security_protocol": "SASL_SSL", "kafka_sasl_mechanism": "AWS_MSK_IAM","#
        let broker = "b-1.writers.a1b2c3.c2.kafka.eu-west-3.amazonaws.com:9098"
        // A secret that is named is read by nobody.
        let spec = try SpecFixture.kafka(servers: broker, extra: iam + Self.login)
        let client = try await route(for: spec).get()
        #expect(client.mechanism == .awsMSKIAM)
        #expect(client.credentials == nil)
        #expect(client.region == "eu-west-3")
        // Through a tunnel it is the same cluster.
        let tunnel = try await route(for: spec, BusSettings(kafkaBootstrapServers: ["localhost:19098"])).get()
        #expect(tunnel.bootstrapServers == ["localhost:19098"])
        #expect(tunnel.region == "eu-west-3")
        #expect(try await route(for: SpecFixture.kafka(extra: iam)).get().region == nil)
        // Unless it is to say where the brokers are.
        let nowhere = refusal(await route(for: try SpecFixture.kafka(servers: nil, extra: iam + Self.login)))
        #expect(nowhere?.reason == .credentialsMissing)
    }

    @Test func aTokenGoesToAllowedBrokersAndOverTLSOnly() async throws {
        let iam = #""kafka_sasl_mechanism": "AWS_MSK_IAM","#
        var settings = BusSettings()
        settings.policy = BusPolicy(secrets: [], brokers: ["*.kafka.eu-west-3.amazonaws.com"], isShared: true)
        let spec = try SpecFixture.kafka(extra: iam)
        #expect(refusal(await route(for: spec, settings))?.reason == .brokerNotAllowed)
        let own = try SpecFixture.kafka(servers: "b-1.x.kafka.eu-west-3.amazonaws.com:9098", extra: iam)
        #expect(try await route(for: own, settings).get().securityProtocol == .saslSSL)
        // The validator says so before; whoever goes on nevertheless sends nothing.
        var exposed = own
        exposed.kafka?.securityProtocol = "SASL_PLAINTEXT"
        let refused = refusal(await route(for: exposed))
        #expect(refused?.reason == .passwordExposed)
        #expect(refused?.message.contains("token") == true)
    }

    @Test func whatCannotBeTriedIsTheReadingOfEveryTopic() async throws {
        let spec = try SpecFixture.kafka(extra: Self.login)
        let readiness = await BusReadiness.read(
            spec: spec, settings: BusSettings(),
            environment: ["POD_NAME": "pod-7", "AWS_EC2_METADATA_DISABLED": "true"])
        #expect(readiness.readings.count == 3)
        #expect(readiness.readings.values.allSatisfy { $0.reason == .credentialsMissing })
        #expect(readiness.observer?.host == "pod-7")
        #expect(!readiness.isSkipped)
    }

    @Test func aPasswordIsNotSentInTheClear() async throws {
        let spec = try SpecFixture.kafka(
            extra: #""kafka_security_protocol": "SASL_PLAINTEXT", "kafka_sasl_mechanism": "PLAIN","# + Self.login)
        #expect(refusal(await route(for: spec, BusSettings(), credentials))?.reason == .passwordExposed)
    }

    @Test(arguments: [[], ["other_*"]])
    func aSecretThatASpecMayNotNameIsNotAskedFor(allowed: [String]) async throws {
        let spec = try SpecFixture.kafka(extra: Self.login)
        var settings = BusSettings()
        settings.policy = BusPolicy(secrets: allowed, brokers: ["*"], isShared: true)
        #expect(refusal(await route(for: spec, settings))?.reason == .secretNotAllowed)
        settings.policy = BusPolicy(secrets: ["AmazonMSK_*"], brokers: ["*"], isShared: true)
        #expect(refusal(await route(for: spec, settings))?.reason == .credentialsMissing)
    }

    @Test func aLoginIsNotSentToBrokersThatASpecMayNotName() async throws {
        let spec = try SpecFixture.kafka(extra: Self.login)
        var settings = BusSettings()
        settings.policy = BusPolicy(secrets: ["*"], brokers: ["b-1"], isShared: true)
        // Neither the one that the process was given, nor one for which a secret would be read.
        for environment in [credentials, [:]] {
            let refused = refusal(await route(for: spec, settings, environment))
            #expect(refused?.reason == .brokerNotAllowed)
            #expect(refused?.message.contains("b-2:9096") == true)
        }
        settings.policy = BusPolicy(secrets: ["*"], brokers: ["B-*"], isShared: true)
        #expect(try await route(for: spec, settings, credentials).get().credentials != nil)
        // Whoever runs the operator named these.
        settings.policy = BusPolicy(secrets: [], brokers: [], isShared: true)
        settings.kafkaBootstrapServers = ["localhost:19096"]
        #expect(try await route(for: spec, settings, credentials).get().credentials != nil)
        // Nobody logs in.
        settings.kafkaBootstrapServers = []
        #expect(try await route(for: SpecFixture.kafka(), settings).get().bootstrapServers == ["b-1:9096", "b-2:9096"])
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
        #expect(readiness.findings.filter { $0.reason == .tooFewPartitions }.map(\.writers) == [["metrics"]])
    }
}
