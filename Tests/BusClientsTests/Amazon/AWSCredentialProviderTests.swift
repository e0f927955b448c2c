import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite("AWS credentials over time")
struct AWSCredentialProviderTests {
    /// A container's agent: a key that is new each time.
    private func keys() -> IssuingService {
        IssuingService { number, end in
            let end = end.formatted(.iso8601)
            return StubResponse(
                json: """
                    {"AccessKeyId": "ASIA\(number)", "SecretAccessKey": "s", "Token": "t", "Expiration": "\(end)"}
                    """)
        }
    }

    private func provider(_ world: IssuingService) throws -> (AWSCredentialProvider, AWSFixture) {
        let fixture = try AWSFixture { _ in world.answer() }
        let environment = try fixture.environment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": fixture.url])
        return (
            AWSCredentialProvider(environment: environment, now: { world.now }), fixture
        )
    }

    private func id(_ provider: AWSCredentialProvider) async throws -> String {
        try await provider.credentials(region: "eu-central-1", deadline: .now + .seconds(10)).accessKeyID
    }

    @Test("are kept until five minutes before they end")
    func refreshed() async throws {
        let world = keys()
        let (provider, fixture) = try provider(world)
        #expect(try await id(provider) == "ASIA1")
        world.advance(IssuingService.lifetime - 301)
        #expect(try await id(provider) == "ASIA1")
        world.advance(2)
        #expect(try await id(provider) == "ASIA2")
        #expect(fixture.server.requests.count == 2)
        await provider.forget()
        #expect(try await id(provider) == "ASIA3")
    }

    @Test("are looked for once, however many need them")
    func once() async throws {
        let world = keys()
        let (provider, fixture) = try provider(world)
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...20 { group.addTask { try await id(provider) } }
            for try await id in group { #expect(id == "ASIA1") }
        }
        #expect(fixture.server.requests.count == 1)
    }

    @Test("are used to their end where no others are to be had, and not after it")
    func outage() async throws {
        let world = keys()
        let (provider, fixture) = try provider(world)
        #expect(try await id(provider) == "ASIA1")
        world.isBroken = true
        world.advance(IssuingService.lifetime - 60)
        #expect(try await id(provider) == "ASIA1")
        world.advance(61)
        let failure = await #expect(throws: AWSFailure.self) { try await id(provider) }
        #expect(failure?.message == "AWS credentials (container): the container's credential agent answers status 503")
        world.isBroken = false
        #expect(try await id(provider) == "ASIA2")
        #expect(fixture.server.requests.count == 4)
    }

    @Test("come from the first source that has some, and a broken one is not passed over")
    func order() async throws {
        let fixture = try AWSFixture { _ in StubResponse(json: AWSFixture.temporary) }
        let key = ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value]
        let agent = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": fixture.url]
        let both = try fixture.environment(key.merging(agent) { $1 })
        #expect(try await id(AWSCredentialProvider(environment: both)) == "AKIAENV")
        #expect(try await id(AWSCredentialProvider(environment: try fixture.environment(agent))) == "ASIATEMP")
        let broken = try fixture.environment(agent.merging(["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"]) { $1 })
        let failure = await #expect(throws: AWSFailure.self) {
            try await id(AWSCredentialProvider(environment: broken))
        }
        #expect(
            failure?.message
                == "AWS credentials (web identity): AWS_WEB_IDENTITY_TOKEN_FILE is set, AWS_ROLE_ARN is not")
        let none = try fixture.environment(["AWS_EC2_METADATA_DISABLED": "true"])
        let missing = await #expect(throws: AWSFailure.self) { try await id(AWSCredentialProvider(environment: none)) }
        #expect(missing?.code == .credentialsMissing)
    }

    @Test("are hidden in all that is printed of them")
    func hidden() {
        let credentials = AWSCredentials(
            accessKeyID: "AKIA1", secretAccessKey: TestSecret.awsSecretAccessKey.value,
            sessionToken: TestSecret.awsSessionToken.value)
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(text.contains("AKIA1"))
            #expect(!text.contains(TestSecret.awsSecretAccessKey.value))
            #expect(!text.contains(TestSecret.awsSessionToken.value))
        }
    }
}
