import Documents
import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite("Google's access token over time")
struct GoogleCredentialProviderTests {
    /// A token endpoint: a token that is new each time.
    private func tokens() -> IssuingService {
        IssuingService { number, _ in
            GoogleFixture.token("token-\(number)", seconds: Int(IssuingService.lifetime))
        }
    }

    private func provider(_ world: IssuingService) throws -> (GoogleCredentialProvider, GoogleFixture) {
        let fixture = try GoogleFixture { _ in world.answer() }
        let environment = try GoogleEnvironment(fixture.variables(file: fixture.serviceAccount.text()))
        return (GoogleCredentialProvider(environment: environment, now: { world.now }), fixture)
    }

    private func access(_ provider: GoogleCredentialProvider) async throws -> GoogleAccess {
        try await provider.access(deadline: .now + .seconds(10))
    }

    @Test("is kept until shortly before its end")
    func refreshed() async throws {
        let world = tokens()
        let (provider, fixture) = try provider(world)
        #expect(try await access(provider).token == AccessToken("token-1"))
        world.advance(IssuingService.lifetime - 226)
        #expect(try await access(provider).token == AccessToken("token-1"))
        world.advance(2)
        #expect(try await access(provider).token == AccessToken("token-2"))
        #expect(fixture.server.requests.count == 2)
        world.isBroken = true
        world.advance(IssuingService.lifetime - 60)
        #expect(try await access(provider).token == AccessToken("token-2"), "it is good yet")
        world.advance(61)
        let failure = await #expect(throws: GoogleFailure.self) { try await access(provider) }
        #expect(failure?.code == .failed)
    }

    @Test("is fetched once, however many need it")
    func once() async throws {
        let (provider, fixture) = try provider(tokens())
        try await withThrowingTaskGroup(of: GoogleAccess.self) { group in
            for _ in 1...20 { group.addTask { try await access(provider) } }
            for try await access in group { #expect(access.token == AccessToken("token-1")) }
        }
        #expect(fixture.server.requests.count == 1)
    }

    @Test("that is refused is fetched anew, unless somebody did so meanwhile")
    func refused() async throws {
        let (provider, fixture) = try provider(tokens())
        let first = try await access(provider)
        #expect(await provider.access(insteadOf: first, deadline: .now + .seconds(10))?.token == AccessToken("token-2"))
        #expect(await provider.access(insteadOf: first, deadline: .now + .seconds(10))?.token == AccessToken("token-2"))
        #expect(fixture.server.requests.count == 2)
    }

    @Test("is hidden in all that is printed of it, as is what it is fetched with")
    func hidden() throws {
        let fixture = try GoogleFixture()
        let file = try fixture.file("user.json", fixture.user.text())
        let fields = try #require(try CredentialFields(file: file))
        let user = try AuthorizedUser(fields)
        let access = GoogleAccess(token: AccessToken(TestSecret.googleAccessToken.value), principal: "ann")
        var dumped = ""
        dump(user, to: &dumped)
        dump(access, to: &dumped)
        dump(fields, to: &dumped)
        dump(user.form, to: &dumped)
        let secrets = [TestSecret.googleAccessToken, .googleClientSecret, .googleRefreshToken].map(\.value)
        for text in ["\(user)", String(reflecting: user), "\(access)", "\(fields)", "\(user.form)", dumped] {
            for secret in secrets { #expect(!text.contains(secret)) }
        }
    }
}
