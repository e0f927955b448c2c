import Documents
import FoundationEssentials
import HTTPTransport
import TestPeers
import Testing

@testable import BusClients

@Suite("where Google credentials come from")
struct GoogleCredentialSourceTests {
    private func access(_ fixture: GoogleFixture, _ variables: [String: String]) async throws -> GoogleAccess {
        try await fixture.provider(variables).access(deadline: .now + .seconds(10))
    }

    private func failure(_ fixture: GoogleFixture, _ variables: [String: String]) async throws -> GoogleFailure {
        try #require(await #expect(throws: GoogleFailure.self) { try await access(fixture, variables) })
    }

    /// Answers whatever is asked for a token with who asked.
    private func answering() throws -> GoogleFixture {
        try GoogleFixture { request in
            switch request.path {
            case "/token" where request.text.hasPrefix("assertion="): GoogleFixture.token("of-key")
            case "/token": GoogleFixture.token("of-user")
            case "/sts": GoogleFixture.token("of-pool")
            case "/subject": StubResponse(json: #"{"value": "from-url"}"#)
            case let path where path.hasSuffix(":generateAccessToken"):
                StubResponse(json: #"{"accessToken": "of-account", "expireTime": "2036-01-31T23:59:59.25Z"}"#)
            case let path where path.hasSuffix("/default/token"):
                StubResponse(
                    headers: [("Metadata-Flavor", "Google")],
                    json: #"{"access_token":"of-machine","expires_in":3599,"token_type":"Bearer"}"#)
            default: StubResponse(404, headers: [("Metadata-Flavor", "Google")])
            }
        }
    }

    @Test("a given token, the file that is named, gcloud's, the metadata server: in this order")
    func order() async throws {
        let fixture = try answering()
        let home = "\(fixture.folder)/.config/gcloud"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        var variables = fixture.variables(["HOME": fixture.folder])
        #expect(try await access(fixture, variables).token == AccessToken("of-machine"))
        #expect(try await access(fixture, variables).principal == "the default account of the metadata server")
        _ = try fixture.file(".config/gcloud/application_default_credentials.json", fixture.user.text())
        let user = try await access(fixture, variables)
        #expect(user.token == AccessToken("of-user"))
        #expect(user.principal == "ann@example.com")
        #expect(user.headers["x-goog-user-project"] == "q1")
        variables["GOOGLE_CLOUD_QUOTA_PROJECT"] = "q2"
        #expect(try await access(fixture, variables).headers["x-goog-user-project"] == "q2")
        variables["CLOUDSDK_CONFIG"] = fixture.folder
        #expect(try await access(fixture, variables).token == AccessToken("of-machine"))
        variables["GOOGLE_APPLICATION_CREDENTIALS"] = try fixture.file("key.json", fixture.serviceAccount.text())
        let key = try await access(fixture, variables)
        #expect(key.token == AccessToken("of-key"))
        #expect(key.principal == "op@p1.iam.gserviceaccount.com")
        #expect(key.project == "p1")
        variables["GOOGLE_OAUTH_ACCESS_TOKEN"] = "given"
        #expect(try await access(fixture, variables).token == AccessToken("given"))
        #expect(try await access(fixture, variables).principal == "the owner of GOOGLE_OAUTH_ACCESS_TOKEN")
    }

    @Test("an identity pool: what is in a file or at an address, as text or JSON, for itself or for an account")
    func pools() async throws {
        let fixture = try answering()
        _ = try fixture.file("token", "from-file\n")
        var pool = fixture.pool
        let own = try await access(fixture, fixture.variables(file: pool.text()))
        #expect(own.token == AccessToken("of-pool"))
        #expect(own.principal == "the workload of projects/1/providers/x")
        #expect(fixture.server.requests.last?.text.contains("&subject_token=from-file&") == true)
        pool["credential_source"] = [
            "url": .string("\(fixture.server.url)/subject"), "headers": ["Metadata": "True"],
            "format": ["type": "json", "subject_token_field_name": "value"],
        ]
        pool["service_account_impersonation_url"] = .string("\(fixture.server.url)/v1/a@b.com:generateAccessToken")
        let account = try await access(fixture, fixture.variables(file: pool.text()))
        #expect(account.token == AccessToken("of-account"))
        #expect(account.principal == "a@b.com")
        #expect(account.expiration == Date(timeIntervalSince1970: 2_085_436_799.25))
        let requests = fixture.server.requests.suffix(3).map { $0 }
        #expect(requests[0].header("metadata") == "True")
        #expect(requests[1].text.contains("&subject_token=from-url&"))
        #expect(requests[2].header("authorization") == "Bearer of-pool")
    }

    @Test(
        "a file that cannot be used is told with its field, and nothing is sent",
        arguments: [
            ("[]", "are no JSON object"), ("{}", "the field 'type' is missing"),
            (#"{"type": 1}"#, "the field 'type' is no text"),
            (#"{"type": "impersonated_service_account"}"#, "the field 'type' is 'impersonated_service_account': only"),
            (
                #"{"type": "service_account", "universe_domain": "example.com"}"#,
                "the field 'universe_domain' is 'example.com'"
            ), (#"{"type": "service_account"}"#, "the field 'client_email' is missing"),
            (#"{"type": "authorized_user", "client_id": "x"}"#, "the field 'client_secret' is missing"),
            (#"{"type": "external_account"}"#, "the field 'audience' is missing"),
            (
                #"{"type": "service_account", "client_email": "x", "private_key": "y", "token_uri": "http://example.com"}"#,
                "the field 'token_uri' is neither https nor an address of this machine: nothing was sent"
            ),
            (
                #"{"type": "service_account", "client_email": "x", "private_key": "y", "token_uri": "https://127.0.0.1:1"}"#,
                "the field 'private_key' is no RSA key in PEM, or it is encrypted"
            ),
        ])
    func broken(text: String, expected: String) async throws {
        let fixture = try GoogleFixture()
        let failure = try await failure(fixture, fixture.variables(file: text))
        #expect(failure.code == .credentialsInvalid)
        #expect(failure.message.contains(expected), "\(failure.message)")
        #expect(failure.message.contains("/credentials.json'"))
        #expect(!failure.action.isEmpty)
        #expect(fixture.server.requests.isEmpty)
    }

    @Test(
        "a broken identity pool likewise",
        arguments: [
            (#"{}"#, "'credential_source.file' is missing, and so are url and environment_id"),
            (#"{"file": "a", "url": "https://b"}"#, "'credential_source.url' stands beside 'file'"),
            (#"{"executable": {"command": "x"}}"#, "'credential_source.executable' is not supported"),
            (#"{"url": "http://10.0.0.1/token"}"#, "'credential_source.url' is neither https"),
            (#"{"file": "a", "format": {"type": "xml"}}"#, "'credential_source.format.type' is neither text nor json"),
            (
                #"{"file": "a", "format": {"type": "json"}}"#,
                "'credential_source.format.subject_token_field_name' is missing"
            ), (#"{"environment_id": "aws2"}"#, "'credential_source.environment_id' is not 'aws1'"),
            (
                #"{"environment_id": "aws1", "regional_cred_verification_url": "http://sts.amazonaws.com"}"#,
                "'credential_source.regional_cred_verification_url' is no https address"
            ), (#"{"file": "/nowhere/token"}"#, "there is no file '/nowhere/token' with the subject token"),
        ])
    func brokenPool(source: String, expected: String) async throws {
        let fixture = try GoogleFixture()
        var pool = fixture.pool
        pool["credential_source"] = try JSONValue(parsing: source)
        let failure = try await failure(fixture, fixture.variables(file: pool.text()))
        #expect(failure.code == .credentialsInvalid)
        #expect(failure.message.contains(expected), "\(failure.message)")
        #expect(fixture.server.requests.isEmpty)
    }

    @Test("tokens are sent and fetched in the clear on this machine, and from its metadata service, only")
    func addresses() {
        for url in ["https://example.com", "http://127.0.0.1:1/", "http://[::1]:1/x", "http://169.254.169.254/a?b"] {
            #expect(GoogleAddress.isSafe(url), "\(url)")
        }
        for url in ["http://example.com", "http://169.254.170.2/", "http://169.254.169.254.example.com", "file:///x"] {
            #expect(!GoogleAddress.isSafe(url), "\(url)")
        }
    }

    @Test("what is missing is told")
    func missing() async throws {
        let fixture = try GoogleFixture()
        let none = try await failure(fixture, ["NO_GCE_CHECK": "true"])
        #expect(none.code == .credentialsMissing)
        #expect(none.action.contains("GOOGLE_APPLICATION_CREDENTIALS"))
        let file = try await failure(fixture, ["GOOGLE_APPLICATION_CREDENTIALS": "/nowhere/key.json"])
        #expect(file.message == "GOOGLE_APPLICATION_CREDENTIALS names '/nowhere/key.json': there is no such file")
        var pool = fixture.pool
        pool["credential_source"] = [
            "environment_id": "aws1", "regional_cred_verification_url": "https://sts.{region}.amazonaws.com",
        ]
        var variables = try fixture.variables(file: pool.text())
        variables["AWS_EC2_METADATA_DISABLED"] = "true"
        variables["AWS_REGION"] = "eu-central-1"
        let aws = try await failure(fixture, variables)
        #expect(aws.code == .credentialsInvalid)
        #expect(aws.message.contains("there are no AWS credentials"))
    }

    @Test(
        "what an endpoint says to a refusal is told, without what was sent",
        arguments: [
            (400, "invalid_grant", "Invalid JWT Signature.", CloudFailureCode.credentialsRefused),
            (400, "invalid_grant", "Token has been expired or revoked.", .credentialsExpired),
            (401, "invalid_client", "Unauthorized", .credentialsRefused), (403, "", "", .denied),
            (429, "", "", .throttled), (503, "", "", .failed),
        ])
    func refused(status: Int, name: String, description: String, code: CloudFailureCode) async throws {
        let fixture = try GoogleFixture { request in
            let said: JSONValue = ["error": .string(name), "error_description": .string(description + request.text)]
            return StubResponse(status, json: said.text())
        }
        _ = try fixture.file("token", TestSecret.webIdentityToken.value)
        for file in [fixture.serviceAccount, fixture.user, fixture.pool] {
            let failure = try await failure(fixture, fixture.variables(file: file.text()))
            #expect(failure.code == code)
            #expect(failure.message.contains("answers \(name.isEmpty ? "status \(status)" : name)"))
            let sent = try #require(fixture.server.requests.last?.text)
            for field in sent.split(separator: "&") {
                let value = field.drop { $0 != "=" }.dropFirst()
                guard
                    ["assertion", "client_secret", "refresh_token", "subject_token"].contains(
                        field.prefix { $0 != "=" })
                else { continue }
                #expect(!failure.message.contains(value))
            }
            #expect(!failure.action.isEmpty)
        }
    }

    @Test("a metadata server that fails is told, rather than taken for none")
    func failingMetadata() async throws {
        let fixture = try GoogleFixture { _ in StubResponse(503, headers: [("Metadata-Flavor", "Google")]) }
        let failure = try await failure(fixture, fixture.variables())
        #expect(failure.code == .failed)
        #expect(failure.message == "the metadata server of Google Cloud answers status 503")
    }
}
