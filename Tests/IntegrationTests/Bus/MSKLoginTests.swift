import BusClients
import Logging
import TestPeers
import Testing

/// A broker over SASL_SSL that takes tokens; who signed them is judged by botocore.
@Suite("a Kafka login as who the process is in AWS", .requires(.python), .timeLimit(.minutes(5)))
struct MSKLoginTests {
    private let broker: KafkaBroker
    private let caFile: String

    private static var state: KafkaBroker.State {
        KafkaBroker.State(topics: ["metrics-bus-1": .init(partitions: 12)], users: ["somebody": "x"])
    }

    init() async throws {
        let authority = try TestAuthority()
        caFile = try Scratch.file("ca.crt", String(decoding: authority.certificate, as: UTF8.self))
        broker = try await KafkaBroker(Self.state, identity: try authority.issue(names: ["DNS:localhost"]))
    }

    private func probe(_ tokens: MSKTokens, region: String? = "eu-west-3", staysConnected: Bool = false)
        -> KafkaTopicProbe
    {
        KafkaTopicProbe(
            KafkaClientSettings(
                bootstrapServers: [broker.address], securityProtocol: .saslSSL, mechanism: .awsMSKIAM, region: region,
                caFile: caFile), tokens: tokens, host: "here", staysConnected: staysConnected,
            logger: Logger(label: "test"))
    }

    private func read(_ probe: KafkaTopicProbe) async -> EndpointReading? {
        await probe.read(topics: ["metrics-bus-1"], timeout: .seconds(60))["metrics-bus-1"]
    }

    /// A process with a key of its own, in no region.
    private static let key = [
        "AWS_ACCESS_KEY_ID": "AKIATOKEN", "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value,
        "AWS_SESSION_TOKEN": TestSecret.awsSessionToken.value, "AWS_EC2_METADATA_DISABLED": "true",
    ]

    @Test("is seen as IAM, and opens what it may see")
    func seen() async throws {
        let reading = await read(probe(MSKTokens(environment: Self.key)))
        #expect(reading?.reason == .ready, "\(String(describing: reading))")
        #expect(reading?.partitions == 12)
        #expect(reading?.observer.principal == "IAM")
        #expect(Set(broker.tokens).count == 1)
    }

    @Test("that is refused says whose it was, and what to allow; the next one is made of what is set up then")
    func refused() async throws {
        var state = Self.state
        state.refusesTokens = true
        try broker.set(state)
        let stub = try StubHTTPServer { _ in Self.credentials("AKIATOKEN") }
        let environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(stub.port)/creds"]
        let tokens = MSKTokens(environment: environment, renewalInterval: .zero)
        let reading = await read(probe(tokens))
        #expect(reading?.reason == .authenticationFailed)
        #expect(
            reading?.message.hasPrefix("the brokers refuse the token of the AWS key AKIATOKEN, for eu-west-3: ") == true
        )
        #expect(reading?.action.contains("kafka-cluster:Connect") == true)
        // The broker repeats what it was sent.
        let token = try #require(broker.tokens.first)
        #expect(reading?.message.contains(token) == false)
        #expect(reading?.message.contains("<hidden>") == true, Comment(rawValue: reading?.message ?? ""))
        #expect(stub.requests.count == 1)
        try broker.set(Self.state)
        #expect(await read(probe(tokens))?.reason == .ready)
        #expect(stub.requests.count == 2)
        // Who is always refused does not ask for credentials with each look.
        try broker.set(state)
        let patient = MSKTokens(environment: environment)
        for _ in 1...3 { #expect(await read(probe(patient))?.reason == .authenticationFailed) }
        #expect(stub.requests.count == 3)
    }

    @Test("that nobody can make is told by its reason, at once")
    func missing() async throws {
        let started = ContinuousClock.now
        let missing = await read(probe(MSKTokens(environment: ["AWS_EC2_METADATA_DISABLED": "true"])))
        #expect(missing?.reason == .credentialsMissing)
        #expect(missing?.message.contains("neither in the environment") == true)
        let nowhere = await read(probe(MSKTokens(environment: Self.key), region: nil))
        #expect(nowhere?.reason == .credentialsMissing)
        #expect(nowhere?.message.contains("AWS_REGION") == true)
        #expect(broker.tokens.isEmpty)
        // Long before the look's own end.
        #expect(started.duration(to: .now) < .seconds(30))
    }

    @Test("a broker that does not offer it says where to go")
    func notOffered() async throws {
        var state = Self.state
        state.mechanisms = ["SCRAM-SHA-512"]
        try broker.set(state)
        let reading = await read(probe(MSKTokens(environment: Self.key)))
        #expect(reading?.reason == .mechanismUnsupported)
        #expect(reading?.action.contains("9098") == true)
    }

    @Test("a client that stays connected has a fresh token whenever it logs in again, though nobody looks")
    func refreshed() async throws {
        var state = Self.state
        state.sessionSeconds = 1
        try broker.set(state)
        let probe = probe(MSKTokens(environment: Self.key, lifetime: .seconds(5)), staysConnected: true)
        #expect(await read(probe)?.reason == .ready)
        #expect(Set(broker.tokens).count == 1)
        // Brokers end sessions; librdkafka logs in again by itself.
        try await eventually("another token") { Set(broker.tokens).count == 2 }
        #expect(await read(probe)?.reason == .ready)
        await probe.close()
    }

    @Test("clients may go while their token is being made; who stays has it")
    func abandoned() async throws {
        let answer = Self.credentials("AKIATOKEN")
        let stub = try StubHTTPServer { _ in StubResponse(steps: [.pause(.seconds(1))] + answer.steps) }
        let tokens = MSKTokens(environment: [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(stub.port)/creds", "AWS_REGION": "eu-west-3",
        ])
        for _ in 1...5 {
            let look = Task { await read(probe(tokens)) }
            try await eventually("the source is asked") { !stub.requests.isEmpty }
            look.cancel()
            #expect(await look.value?.readiness == .unknown)
        }
        // The credentials come to all of them at the same moment.
        #expect(await read(probe(tokens))?.reason == .ready)
        #expect(stub.requests.count == 1)
        #expect(Set(broker.tokens).count == 1)
    }

    private static func credentials(_ id: String) -> StubResponse {
        StubResponse(
            json: #"{"AccessKeyId": "\#(id)", "SecretAccessKey": "\#(TestSecret.awsSecretAccessKey.value)"}"#)
    }
}
