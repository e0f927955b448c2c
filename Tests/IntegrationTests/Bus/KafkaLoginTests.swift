import BusClients
import Logging
import TestPeers
import Testing

/// The probe against a broker with TLS, SASL and ACLs: each way to fail has a reason of its own (faults 40 to 42).
@Suite(.requires(.python)) struct KafkaLoginTests {
    private static let password = TestSecret.saslPassword.value
    private let authority: TestAuthority
    private let caFile: String

    init() throws {
        authority = try TestAuthority()
        caFile = try Self.file(authority)
    }

    private static func file(_ authority: TestAuthority) throws -> String {
        try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
    }

    private func broker(_ state: KafkaBroker.State? = nil, for name: String) async throws -> KafkaBroker {
        try await KafkaBroker(state ?? self.state, identity: authority.issue(names: ["DNS:\(name)"]))
    }

    private var state: KafkaBroker.State {
        KafkaBroker.State(
            topics: ["metrics-bus-1": .init(partitions: 12), "hidden": .init(partitions: 3)],
            users: ["writer": Self.password])
    }

    private func read(
        _ broker: KafkaBroker, _ topics: Set<String> = ["metrics-bus-1"], caFile: String?,
        host: String = "localhost", protocol securityProtocol: KafkaClientSettings.SecurityProtocol = .saslSSL,
        mechanism: KafkaClientSettings.Mechanism? = .scramSHA512, password: String = password
    ) async -> [String: EndpointReading] {
        let settings = KafkaClientSettings(
            bootstrapServers: ["\(host):\(broker.port)"], securityProtocol: securityProtocol, mechanism: mechanism,
            credentials: KafkaCredentials(username: "writer", password: password), caFile: caFile)
        let readings = await KafkaTopicProbe(settings, host: "here", logger: Logger(label: "test"))
            .read(topics: topics, timeout: .seconds(60)).readings
        for reading in readings.values { #expect(!"\(reading)".contains(password)) }
        return readings
    }

    @Test(arguments: KafkaClientSettings.Mechanism.allCases.filter(\.usesPassword))
    func theRightPasswordSeesTheTopic(mechanism: KafkaClientSettings.Mechanism) async throws {
        let broker = try await broker(state, for: "localhost")
        let reading = await read(broker, caFile: caFile, mechanism: mechanism)["metrics-bus-1"]
        #expect(reading?.reason == .ready)
        #expect(reading?.partitions == 12)
        #expect(reading?.observer.principal == "User:writer")
    }

    @Test(arguments: KafkaClientSettings.Mechanism.allCases.filter(\.usesPassword))
    func aWrongPasswordIsUnknownAndSaysSo(mechanism: KafkaClientSettings.Mechanism) async throws {
        let broker = try await broker(state, for: "localhost")
        let reading = await read(
            broker, caFile: caFile, mechanism: mechanism, password: TestSecret.wrongSASLPassword.value)["metrics-bus-1"]
        #expect(reading?.readiness == .unknown)
        #expect(reading?.reason == .authenticationFailed)
    }

    @Test func aMechanismThatIsNotOfferedIsToldFromAWrongPassword() async throws {
        var state = state
        state.mechanisms = ["PLAIN"]
        let broker = try await broker(state, for: "localhost")
        let reading = await read(broker, caFile: caFile)["metrics-bus-1"]
        #expect(reading?.reason == .mechanismUnsupported)
    }

    @Test func aCertificateForAnotherNameIsToldFromAnUntrustedOne() async throws {
        let otherCAFile = try Self.file(TestAuthority())
        let named = await read(try await broker(for: "b-1.msk.example.com"), caFile: caFile)["metrics-bus-1"]
        #expect(named?.reason == .tlsNameMismatch)
        let trusted = try await broker(for: "localhost")
        let unknown = await read(trusted, caFile: otherCAFile)["metrics-bus-1"]
        #expect(unknown?.reason == .tlsUntrusted)
        let system = await read(trusted, caFile: nil)["metrics-bus-1"]
        #expect(system?.reason == .tlsUntrusted)
    }

    @Test func anExpiredCertificateSaysSo() async throws {
        let broker = try await KafkaBroker(state, identity: authority.issue(isExpired: true))
        let reading = await read(broker, caFile: caFile)["metrics-bus-1"]
        #expect(reading?.reason == .tlsUntrusted)
        #expect(reading?.message.contains("certificate has expired") == true)
    }

    @Test func anAddressIsNotTheNameInTheCertificate() async throws {
        let broker = try await broker(state, for: "localhost")
        let reading = await read(broker, caFile: caFile, host: "127.0.0.1")["metrics-bus-1"]
        #expect(reading?.reason == .tlsNameMismatch)
    }

    @Test func plainTextToATLSListenerAndTheReverseAreNamed() async throws {
        let encrypted = try await broker(state, for: "localhost")
        let plainText = try await KafkaBroker(state)
        let toTLS = await read(encrypted, caFile: nil, host: "127.0.0.1", protocol: .saslPlaintext)["metrics-bus-1"]
        #expect(toTLS?.reason == .protocolMismatch)
        let toPlain = await read(plainText, caFile: caFile)["metrics-bus-1"]
        #expect(toPlain?.reason == .protocolMismatch, "\(toPlain?.message ?? "")")
    }

    @Test func anUnreadableCAFileNeverTurnsVerificationOff() async throws {
        let broker = try await broker(state, for: "localhost")
        let reading = await read(broker, caFile: "/does/not/exist.pem")["metrics-bus-1"]
        #expect(reading?.reason == .configurationInvalid)
        #expect(reading?.message.contains("/does/not/exist.pem") == true)
    }

    @Test func whatAPrincipalMayNotSeeIsNotCalledMissing() async throws {
        var state = state
        state.visibleTopics = ["writer": ["metrics-bus-1", "missing"]]
        let broker = try await KafkaBroker(state)
        let readings = await read(
            broker, ["metrics-bus-1", "hidden", "missing"], caFile: nil, host: "127.0.0.1", protocol: .saslPlaintext)
        #expect(readings["metrics-bus-1"]?.reason == .ready)
        #expect(readings["hidden"]?.reason == .notAuthorized)
        #expect(readings["hidden"]?.message.contains("User:writer") == true)
        #expect(readings["missing"]?.reason == .topicMissing)
        #expect(broker.requestCount(apiKey: 19) == 0)
    }

    @Test func anAnswerWithoutAllPartitionsIsUnknown() async throws {
        var state = state
        state.silentTopics = ["hidden"]
        state.topics["gone"] = .init(partitions: 1)
        state.partialTopics = ["gone"]
        let broker = try await KafkaBroker(state)
        let readings = await read(
            broker, ["metrics-bus-1", "hidden", "gone"], caFile: nil, host: "127.0.0.1", protocol: .saslPlaintext)
        #expect(readings["metrics-bus-1"]?.reason == .ready)
        #expect(readings["hidden"]?.reason == .partialReply)
        #expect(readings["gone"]?.reason == .partialReply)
        #expect(readings["gone"]?.readiness == .unknown)
    }

    @Test func tooFewReplicasInSyncAreComparedWithTheTopicsMinimum() async throws {
        var state = state
        state.topics["starved"] = .init(
            partitions: 2, replicas: [0, 1, 2], inSync: [0], configs: ["min.insync.replicas": "2"])
        state.topics["limping"] = .init(
            partitions: 2, replicas: [0, 1, 2], inSync: [0, 1], configs: ["min.insync.replicas": "2"])
        let broker = try await KafkaBroker(state)
        let readings = await read(
            broker, ["starved", "limping"], caFile: nil, host: "127.0.0.1", protocol: .saslPlaintext)
        #expect(readings["starved"]?.reason == .isrBelowMinimum)
        #expect(readings["limping"]?.reason == .ready)
        #expect(broker.requestCount(apiKey: 32) == 1)
    }

    @Test func aThousandTopicsTakeAtMostFourMetadataRequests() async throws {
        var state = state
        for index in 0..<1_000 { state.topics["topic-\(index)"] = .init(partitions: 1) }
        let broker = try await KafkaBroker(state)
        let readings = await read(
            broker, Set((0..<1_000).map { "topic-\($0)" }), caFile: nil, host: "127.0.0.1", protocol: .saslPlaintext)
        #expect(readings.values.allSatisfy { $0.reason == .ready })
        #expect((1...4).contains(broker.requestCount(apiKey: 3)))
    }
}
