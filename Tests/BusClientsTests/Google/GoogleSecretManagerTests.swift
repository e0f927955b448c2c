import Documents
import FoundationEssentials
import Synchronization
import TestPeers
import Testing

@testable import BusClients

@Suite("secrets in Google's Secret Manager")
struct GoogleSecretManagerTests {
    private static let login = #"{"username": "writer", "password": "\#(TestSecret.saslPassword.value)"}"#

    /// The answer of the service for a secret; its checksum by the test's own hand where it is told.
    private static func payload(_ text: String = login, checksum: String? = nil) -> StubResponse {
        let data = Data(text.utf8).base64EncodedString()
        let told = checksum.map { #", "dataCrc32c": "\#($0)""# } ?? ""
        return StubResponse(json: #"{"name": "x", "payload": {"data": "\#(data)"\#(told)}}"#)
    }

    private func variables(_ fixture: GoogleFixture, _ more: [String: String] = [:]) -> [String: String] {
        fixture.variables([
            "GOOGLE_OAUTH_ACCESS_TOKEN": TestSecret.googleAccessToken.value, "GOOGLE_CLOUD_PROJECT": "p1",
        ]).merging(more) { $1 }
    }

    private func read(_ variables: [String: String], _ name: String = "kafka-login") async throws -> KafkaSecret {
        try await CloudSecrets(environment: variables).secret(name, in: .google, deadline: .now + .seconds(10))
    }

    private func failure(_ variables: [String: String], _ name: String = "kafka-login") async throws
        -> CloudSecrets.Failure
    {
        try #require(await #expect(throws: CloudSecrets.Failure.self) { try await read(variables, name) })
    }

    @Test(
        "are asked for by all forms of their names",
        arguments: [
            ("kafka-login", "/v1/projects/p1/secrets/kafka-login/versions/latest:access"),
            ("projects/p-2/secrets/S_1", "/v1/projects/p-2/secrets/S_1/versions/latest:access"),
            ("projects/p-2/secrets/S_1/versions/7", "/v1/projects/p-2/secrets/S_1/versions/7:access"),
        ])
    func names(name: String, path: String) async throws {
        let fixture = try GoogleFixture { _ in Self.payload() }
        let secret = try await read(variables(fixture), name)
        #expect(secret.credentials == KafkaCredentials(username: "writer", password: TestSecret.saslPassword.value))
        let request = try #require(fixture.server.requests.first)
        #expect((request.method, request.target) == ("GET", path))
        #expect(request.header("authorization") == "Bearer \(TestSecret.googleAccessToken.value)")
    }

    @Test(
        "whose names could reach another path are never sent",
        arguments: [
            "projects/p/secrets/..", "projects/p/secrets/a:b", "projects/p/locations/l/secrets/s", "a/b", "x?y", "",
            "projects//secrets/s", "projects/../secrets/s", "projects/p/secrets/s/versions/1:destroy",
        ])
    func invalidNames(name: String) async throws {
        let fixture = try GoogleFixture()
        #expect(try await failure(variables(fixture), name).reason == .secretMissing)
        #expect(fixture.server.requests.isEmpty)
    }

    @Test("are not used where the checksum differs, which is told")
    func checksum() async throws {
        // RFC 3720 has none for text; this one is of the well-known check input.
        #expect(try await failureOfChecksum("123456789", "3808858755").reason == .credentialsInvalid)
        let damaged = try await failureOfChecksum("123456780", "3808858755")
        #expect(damaged.reason == .secretStoreUnavailable)
        #expect(damaged.message.contains("checksum (CRC32C): it was not used"))
        let login = try await failureOfChecksum(Self.login, "1")
        #expect(login.reason == .secretStoreUnavailable)
        #expect(!"\(login)".contains(TestSecret.saslPassword.value))
    }

    /// The right checksum of what is no login lets it be read, and refused as such.
    private func failureOfChecksum(_ text: String, _ checksum: String) async throws -> CloudSecrets.Failure {
        let fixture = try GoogleFixture { _ in Self.payload(text, checksum: checksum) }
        return try await failure(variables(fixture))
    }

    @Test(
        "fault 46: each failure has a reason of its own",
        arguments: [
            (404, "NOT_FOUND", ReadinessReason.secretMissing), (400, "FAILED_PRECONDITION", .secretMissing),
            (403, "PERMISSION_DENIED", .secretDenied), (401, "UNAUTHENTICATED", .credentialsInvalid),
            (429, "RESOURCE_EXHAUSTED", .secretStoreUnavailable), (500, "INTERNAL", .secretStoreUnavailable),
            (200, "", .secretStoreUnavailable),
        ])
    func reasons(status: Int, name: String, reason: ReadinessReason) async throws {
        let fixture = try GoogleFixture { _ in
            StubResponse(status, json: #"{"error": {"code": \#(status), "message": "no", "status": "\#(name)"}}"#)
        }
        let failure = try await failure(variables(fixture))
        #expect(failure.reason == reason, "\(failure)")
        #expect(!failure.action.isEmpty)
    }

    @Test("that cannot be asked for want of a token or a project say so")
    func incomplete() async throws {
        let fixture = try GoogleFixture()
        let off = ["NO_GCE_CHECK": "true"]
        let token = try await failure(variables(fixture, off.merging(["GOOGLE_OAUTH_ACCESS_TOKEN": ""]) { $1 }))
        #expect(token.reason == .credentialsMissing)
        let project = try await failure(variables(fixture, off.merging(["GOOGLE_CLOUD_PROJECT": ""]) { $1 }))
        #expect(project.reason == .projectUnknown)
        #expect(fixture.server.requests.isEmpty)
        let clear = try await failure(
            variables(fixture, ["CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": "http://example.com"]))
        #expect(clear.message.contains("neither https nor an address of this machine: nothing was sent"))
    }

    @Test("a token that is refused is fetched anew, once; the project may be that of the key")
    func renewed() async throws {
        let count = Mutex(0)
        let fixture = try GoogleFixture { request in
            if request.path == "/token" {
                return GoogleFixture.token("token-\(count.withLock { $0 += 1; return $0 })")
            }
            return request.header("authorization") == "Bearer token-2" ? Self.payload() : StubResponse(401)
        }
        let variables = try fixture.variables(file: fixture.serviceAccount.text())
        #expect(try await read(variables).credentials?.username == "writer")
        #expect(fixture.server.requests.map(\.path).filter { $0 == "/token" }.count == 2)
        #expect(fixture.server.requests.last?.path == "/v1/projects/p1/secrets/kafka-login/versions/latest:access")
    }
}
