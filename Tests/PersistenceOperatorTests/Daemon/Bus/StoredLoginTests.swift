import BusClients
import Documents
import FoundationEssentials
import Synchronization
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

/// Looks with a login out of a secret store, at a broker that checks it.
@Suite("logins out of a secret store", .requires(.python), .timeLimit(.minutes(3)))
struct StoredLoginTests {
    private let broker: KafkaBroker
    private let store: StubHTTPServer
    private let password: Password

    private final class Password: Sendable {
        private let value: Mutex<String>
        init(_ value: String) { self.value = Mutex(value) }
        func set(_ next: String) { value.withLock { $0 = next } }
        /// The answer of either cloud's store.
        func secret(_ request: StubRequest) -> StubResponse {
            let text = #"{"username": "writer", "password": "\#(value.withLock(\.self))"}"#
            guard request.path.hasSuffix(":access") else {
                return StubResponse(json: (["SecretString": .string(text)] as JSONValue).text())
            }
            let data = Data(text.utf8).base64EncodedString()
            return StubResponse(json: (["payload": ["data": .string(data)]] as JSONValue).text())
        }
    }

    init() async throws {
        let topics = ["metrics-bus-1", "result-bus-1", "dlq-1"].map { ($0, KafkaBroker.State.Topic(partitions: 4)) }
        broker = try await KafkaBroker(
            KafkaBroker.State(
                topics: Dictionary(uniqueKeysWithValues: topics), users: ["writer": TestSecret.saslPassword.value]))
        let password = Password(TestSecret.saslPassword.value)
        self.password = password
        store = try StubHTTPServer { password.secret($0) }
    }

    private func watch(_ policy: BusPolicy = .anything) -> BusWatch {
        var settings = BusSettings(timeout: .seconds(60))
        settings.policy = policy
        let environment = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(store.port)", "AWS_REGION": "eu-central-1",
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": store.url, "GOOGLE_CLOUD_PROJECT": "p1",
            "GOOGLE_OAUTH_ACCESS_TOKEN": TestSecret.googleAccessToken.value, "AWS_ACCESS_KEY_ID": "AKIA1",
            "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value,
        ]
        return BusWatch(
            settings: settings, interval: .seconds(3_600), environment: environment,
            secrets: CloudSecrets(environment: environment, renewalInterval: .zero))
    }

    private func spec(_ client: SecretClient?) throws -> ResolvedSpec {
        var spec = try SpecFixture.kafka(
            servers: broker.address,
            extra: """
                "kafka_sasl_secret": "AmazonMSK_x", "kafka_security_protocol": "SASL_PLAINTEXT",
                "kafka_sasl_mechanism": "SCRAM-SHA-512",
                """)
        spec.document.common.secretClient = client
        return spec
    }

    private func reason(
        _ watch: BusWatch, _ instance: String = "a", client: SecretClient? = nil
    ) async throws -> ReadinessReason? {
        let readiness = await watch.look(at: try spec(client), revision: "1", for: instance) { _ in }
        return readiness?[.kafkaTopic("dlq-1")].reason
    }

    @Test("the store is asked once for all instances and looks")
    func shared() async throws {
        let watch = watch()
        for instance in ["a", "b", "a"] { #expect(try await reason(watch, instance) == .ready) }
        #expect(store.requests.count == 1)
    }

    @Test(
        "fault 46: a login that is refused is read again, and the look made with the new one, without a restart",
        arguments: [SecretClient.aws, .gcp])
    func rotated(client: SecretClient) async throws {
        password.set(TestSecret.wrongSASLPassword.value)
        let watch = watch()
        #expect(try await reason(watch, client: client) == .authenticationFailed)
        #expect(try await reason(watch, "b", client: client) == .authenticationFailed)
        password.set(TestSecret.saslPassword.value)
        #expect(try await reason(watch, client: client) == .ready)
        let asked = store.requests.count
        #expect(try await reason(watch, "b", client: client) == .ready)
        #expect(store.requests.count == asked)
    }

    @Test("all are read again on SIGHUP")
    func reconnected() async throws {
        let watch = watch()
        #expect(try await reason(watch) == .ready)
        await watch.reconnect()
        #expect(try await reason(watch) == .ready)
        #expect(store.requests.count == 2)
    }

    @Test("a spec that names a secret or a broker which it may not causes no read and no connection")
    func forbidden() async throws {
        let secret = watch(BusPolicy(secrets: ["other"], brokers: ["*"], isShared: true))
        #expect(try await reason(secret) == .secretNotAllowed)
        let host = watch(BusPolicy(secrets: ["*"], brokers: ["*.example.com"], isShared: true))
        #expect(try await reason(host) == .brokerNotAllowed)
        #expect(store.connections == 0)
        #expect(broker.requestCount(apiKey: 18) == 0)
        let allowed = watch(BusPolicy(secrets: ["AmazonMSK_*"], brokers: ["localhost"], isShared: true))
        #expect(try await reason(allowed) == .ready)
        #expect(broker.requestCount(apiKey: 18) > 0)
    }
}
