import BusClients
import Documents
import FoundationEssentials
import HTTPTransport
import KubeClient
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("Kafka logins in Kubernetes Secrets")
struct ClusterSecretsTests {
    private let cluster: StubCluster
    private let secrets: CloudSecrets
    private let access: KafkaAccess

    init() throws {
        cluster = try StubCluster()
        let client = KubeClient(KubeConfiguration(server: cluster.url, proxy: .none))
        secrets = CloudSecrets(environment: [:], kubernetes: ClusterSecrets(client: client))
        access = KafkaAccess(
            settings: BusSettings(), environment: [:], host: "pod-1", secrets: secrets,
            tokens: MSKTokens(environment: [:]))
    }

    private func put(_ data: [String: String], namespace: String = "ns") {
        let encoded = data.mapValues { JSONValue.string(Data($0.utf8).base64EncodedString()) }
        cluster.put(
            "secrets",
            [
                "kind": "Secret", "metadata": ["name": "kafka", "namespace": .string(namespace)],
                "data": .object(JSONObject(encoded)),
            ])
    }

    private func spec(_ name: String = "k8s://kafka", servers: String? = "b-1:9096", more: String = "") throws
        -> ResolvedSpec
    {
        try SpecFixture.kafka(servers: servers, extra: #""kafka_sasl_secret": "\#(name)","# + more)
    }

    private func failure(_ access: KafkaAccess? = nil, _ spec: ResolvedSpec? = nil) async throws -> EndpointReading? {
        let route = await (access ?? self.access).route(for: try spec ?? self.spec(), deadline: .now + .seconds(10))
        if case .failure(let refusal) = route { return refusal.reading } else { return nil }
    }

    private func client(_ spec: ResolvedSpec) async throws -> KafkaClientSettings {
        try await access.route(for: spec, deadline: .now + .seconds(10)).get().client
    }

    @Test(
        "are read from the spec's own namespace in every form that a mounted one may have, and as one JSON object",
        arguments: [
            ["username": "writer", "password": "pw\n"], ["sasl_username": "writer", "sasl_password": "pw"],
            ["kafka.json": #"{"username": "writer", "password": "pw"}"#],
        ])
    func forms(data: [String: String]) async throws {
        put(["username": "other", "password": "pw"], namespace: "other")
        put(data)
        let client = try await client(spec())
        #expect(client.credentials == KafkaCredentials(username: "writer", password: "pw"))
        #expect(client.mechanism == .scramSHA512)
        // It is kept.
        _ = try await self.client(spec())
        #expect(cluster.requests.map(\.path) == ["/api/v1/namespaces/ns/secrets/kafka"])
    }

    @Test("may name the brokers, and belong to neither cloud")
    func servers() async throws {
        put(["username": "writer", "password": "pw", "bootstrap_servers": "b-7:9096"])
        #expect(try await client(spec(servers: nil)).bootstrapServers == ["b-7:9096"])
        var google = try spec()
        google.document.common.secretClient = .gcp
        #expect(try await client(google).credentials?.username == "writer")
    }

    @Test("that are not there, may not be read or are none say what to do")
    func failures() async throws {
        let missing = try await failure()
        #expect(missing?.reason == .secretMissing)
        #expect(missing?.message == "there is no Secret 'kafka' in namespace ns")
        await secrets.forget()
        put(["username": "writer"])
        let half = try await failure()
        #expect(half?.reason == .credentialsInvalid)
        #expect(half?.message.contains("holds a user name, but no password") == true)
        await secrets.forget()
        cluster.refuseReads("secrets", with: 403)
        let denied = try await failure()
        #expect(denied?.reason == .secretDenied)
        #expect(
            denied?.action.contains(#"{apiGroups: [""], resources: [secrets], resourceNames: [kafka], verbs: [get]}"#)
                == true)
        await secrets.forget()
        cluster.stop()
        #expect(try await failure()?.reason == .secretStoreUnavailable)
    }

    @Test("are not asked for again with each look while that fails, but when all is read anew")
    func kept() async throws {
        for _ in 0..<5 { #expect(try await failure()?.reason == .secretMissing) }
        #expect(cluster.requests.count == 1)
        put(["username": "writer", "password": "pw"])
        await secrets.forget()
        #expect(try await client(spec()).credentials?.username == "writer")
    }

    @Test("are read only where the name, as it is written, may be named")
    func allowed() async throws {
        put(["username": "writer", "password": "pw"])
        func access(_ secrets: [String]) -> KafkaAccess {
            var settings = BusSettings()
            settings.policy = BusPolicy(secrets: secrets, brokers: ["*"], isShared: true)
            return KafkaAccess(
                settings: settings, environment: [:], host: "pod-1", secrets: self.secrets,
                tokens: MSKTokens(environment: [:]))
        }
        for names in [[], ["kafka"], ["AmazonMSK_*"], ["ns/kafka"]] {
            #expect(try await failure(access(names))?.reason == .secretNotAllowed)
        }
        #expect(cluster.requests.isEmpty)
        #expect(try await failure(access(["k8s://kafka"])) == nil)
        #expect(cluster.requests.count == 1)
    }

    @Test("cannot be read where there is no cluster, which is said")
    func nowhere() async throws {
        let readiness = await BusReadiness.read(spec: try spec(), settings: BusSettings(), environment: [:])
        let reading = readiness[.kafkaTopic("dlq-1")]
        #expect(reading.reason == .secretStoreUnavailable)
        #expect(reading.message.contains("'ns/kafka'"))
        #expect(reading.action.contains("kubeconfig"))
        // A login that was given needs none.
        let given = await BusReadiness.read(
            spec: try spec(servers: "127.0.0.1:1"), settings: BusSettings(timeout: .seconds(1)),
            environment: ["KAFKA_SASL_USERNAME": "w", "KAFKA_SASL_PASSWORD": "x"])
        #expect(given[.kafkaTopic("dlq-1")].reason == .brokersUnreachable)
    }

    @Test("a cluster is connected to only for them")
    func connecting() async throws {
        struct Called: Error {}
        let plain = try SpecFixture.kafka(servers: "127.0.0.1:1")
        _ = try await BusReadiness.read(spec: plain, settings: BusSettings(timeout: .seconds(1))) { throw Called() }
        await #expect(throws: Called.self) {
            try await BusReadiness.read(spec: try spec(), settings: BusSettings()) { throw Called() }
        }
    }
}
