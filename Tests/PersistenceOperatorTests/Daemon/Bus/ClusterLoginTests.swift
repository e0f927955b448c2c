import BusClients
import Documents
import FoundationEssentials
import HTTPTransport
import KubeClient
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

/// A controller's looks with a login out of its cluster, and with tokens, at a broker that checks them.
@Suite("logins out of the cluster, and as who the controller is", .requires(.python), .timeLimit(.minutes(3)))
struct ClusterLoginTests {
    private let cluster: StubCluster
    private let client: KubeClient

    init() throws {
        cluster = try StubCluster()
        client = KubeClient(KubeConfiguration(server: cluster.url, proxy: .none))
    }

    private static var state: KafkaBroker.State {
        let topics = ["metrics-bus-1", "result-bus-1", "dlq-1"].map { ($0, KafkaBroker.State.Topic(partitions: 4)) }
        return KafkaBroker.State(
            topics: Dictionary(uniqueKeysWithValues: topics), users: ["writer": TestSecret.saslPassword.value])
    }

    private func put(password: String) {
        let data = ["username": "writer", "password": password]
            .mapValues { JSONValue.string(Data($0.utf8).base64EncodedString()) }
        cluster.put(
            "secrets",
            [
                "kind": "Secret", "metadata": ["name": "kafka", "namespace": "ns"],
                "data": .object(JSONObject(data)),
            ])
    }

    private func reason(_ watch: BusWatch, _ spec: ResolvedSpec, _ instance: String = "a") async -> ReadinessReason? {
        await watch.look(at: spec, revision: "1", for: instance) { _ in }?[.kafkaTopic("dlq-1")].reason
    }

    @Test("fault 46: a Secret that changed is read again when its login is refused, and the look made with it")
    func rotated() async throws {
        let broker = try await KafkaBroker(Self.state)
        let spec = try SpecFixture.kafka(
            servers: broker.address,
            extra: """
                "kafka_sasl_secret": "k8s://kafka", "kafka_security_protocol": "SASL_PLAINTEXT",
                "kafka_sasl_mechanism": "SCRAM-SHA-512",
                """)
        let watch = BusWatch(
            settings: BusSettings(timeout: .seconds(60)), interval: .seconds(3_600), environment: [:],
            secrets: CloudSecrets(
                environment: [:], kubernetes: ClusterSecrets(client: client), renewalInterval: .zero))
        put(password: TestSecret.wrongSASLPassword.value)
        #expect(await reason(watch, spec) == .authenticationFailed)
        put(password: TestSecret.saslPassword.value)
        for instance in ["a", "b", "a"] { #expect(await reason(watch, spec, instance) == .ready) }
        #expect(cluster.requests.allSatisfy { $0.path == "/api/v1/namespaces/ns/secrets/kafka" })
        // Once, once more when it was refused, and again because it had changed by the next look.
        #expect(cluster.requests.count == 3)
    }

    @Test("a controller logs in once for all instances and looks with tokens, and anew on SIGHUP")
    func tokens() async throws {
        let authority = try TestAuthority()
        let caFile = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        let broker = try await KafkaBroker(Self.state, identity: try authority.issue(names: ["DNS:localhost"]))
        let spec = try SpecFixture.kafka(
            servers: broker.address, extra: #""kafka_sasl_mechanism": "AWS_MSK_IAM","#)
        let watch = BusWatch(
            settings: BusSettings(kafkaCAFile: caFile, timeout: .seconds(60)), interval: .seconds(3_600),
            environment: [
                "AWS_REGION": "eu-west-3", "AWS_ACCESS_KEY_ID": "AKIA1",
                "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value, "AWS_EC2_METADATA_DISABLED": "true",
            ])
        for instance in ["a", "b", "a"] { #expect(await reason(watch, spec, instance) == .ready) }
        #expect(Set(broker.tokens).count == 1)
        let logins = broker.tokens.count
        await watch.reconnect()
        #expect(await reason(watch, spec) == .ready)
        #expect(broker.tokens.count > logins)
    }
}
