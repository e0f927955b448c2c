import BusClients
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("a Kafka cluster of which nobody says where it is")
struct UnknownServersTests {
    /// The reading of a look at a spec without brokers, by a process that has no AWS credentials.
    private func reading(_ extra: String, _ environment: [String: String] = [:]) async throws -> EndpointReading {
        let spec = try SpecFixture.kafka(servers: nil, extra: extra)
        let readiness = await BusReadiness.read(
            spec: spec, settings: BusSettings(),
            environment: environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 })
        return readiness[.kafkaTopic("dlq-1")]
    }

    private static let key = #""autodiscover_key": "\#(TestSecret.autodiscoverKey.value)","#

    @Test("is not guessed at: what is missing is said, and the key is not")
    func discovered() async throws {
        let plain = try await reading(Self.key)
        #expect(plain.reason == .serversUnknown)
        #expect(plain.readiness == .unknown)
        #expect(plain.message.hasPrefix("the spec names no Kafka brokers: autodiscover_key is for the writers"))
        #expect(plain.action.contains("BootstrapBrokerString of"))
        let login = try await reading(#""kafka_security_protocol": "SASL_SSL","# + Self.key)
        #expect(login.reason == .serversUnknown)
        #expect(login.message.contains("neither Kafka brokers nor a secret with a login"))
        #expect(login.action.contains("kafka_sasl_secret"))
        #expect(login.action.contains("BootstrapBrokerStringSaslScram"))
        for reading in [plain, login] { #expect(!"\(reading)".contains(TestSecret.autodiscoverKey.value)) }
    }

    @Test("with who the process is in AWS, the brokers alone are missing")
    func identity() async throws {
        let reading = try await reading(#""kafka_sasl_mechanism": "AWS_MSK_IAM","# + Self.key)
        #expect(reading.reason == .serversUnknown)
        #expect(!reading.message.contains("login"))
        #expect(reading.action.contains("BootstrapBrokerStringSaslIam"))
    }

    @Test("with a login of the process's own, the secret was not read")
    func given() async throws {
        let reading = try await reading(
            #""kafka_sasl_secret": "AmazonMSK_x","#, ["KAFKA_SASL_USERNAME": "w", "KAFKA_SASL_PASSWORD": "x"])
        #expect(reading.reason == .serversUnknown)
        #expect(reading.message.contains("'AmazonMSK_x' was not read"))
        #expect(!reading.action.contains("into the secret"))
    }

    @Test("with a secret that holds a login alone, that is said")
    func secret() async throws {
        let store = try StubHTTPServer { _ in
            StubResponse(json: #"{"SecretString": "{\"username\": \"w\", \"password\": \"x\"}"}"#)
        }
        let reading = try await reading(
            #""kafka_sasl_secret": "AmazonMSK_x","#,
            [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(store.port)", "AWS_REGION": "eu-west-3",
                "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value,
            ])
        #expect(reading.reason == .serversUnknown)
        #expect(reading.message.contains("its secret 'AmazonMSK_x' holds no bootstrap_servers"))
        #expect(reading.action.contains("put bootstrap_servers into the secret"))
    }
}
