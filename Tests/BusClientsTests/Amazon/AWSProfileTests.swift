import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite("AWS profiles")
struct AWSProfileTests {
    private let secret = TestSecret.awsSecretAccessKey.value

    private func ask(
        _ fixture: AWSFixture, _ variables: [String: String] = [:], credentials: String = "", config: String = ""
    ) async throws -> AWSCredentials? {
        try await fixture.ask(
            .profile, try fixture.environment(variables, files: ["credentials": credentials, "config": config]))
    }

    @Test("have their keys in either file; those of the credentials file come first")
    func keys() async throws {
        let fixture = try AWSFixture()
        let config = """
            # a comment
            [default]
            aws_access_key_id = AKIACONFIG
              aws_secret_access_key = nested, so none
            aws_secret_access_key=\(secret)
            [profile other]
            aws_access_key_id=AKIAOTHER
            aws_secret_access_key=\(secret)
            aws_session_token=\(TestSecret.awsSessionToken.value)
            """
        #expect(try await ask(fixture, config: config)?.accessKeyID == "AKIACONFIG")
        let other = try await ask(fixture, ["AWS_PROFILE": "other"], config: config)
        #expect(other?.accessKeyID == "AKIAOTHER")
        #expect(other?.sessionToken == TestSecret.awsSessionToken.value)
        let credentials = "[default]\naws_access_key_id = AKIAFILE\naws_secret_access_key = \(secret)\n"
        #expect(try await ask(fixture, credentials: credentials, config: config)?.accessKeyID == "AKIAFILE")
        #expect(try await ask(fixture, config: "[profile x]\nregion = eu-west-1\n") == nil)
    }

    @Test("without files there is none; one that is asked for by name must be there")
    func missing() async throws {
        let fixture = try AWSFixture()
        #expect(try await fixture.ask(.profile, try fixture.environment()) == nil)
        let failure = await #expect(throws: AWSFailure.self) { try await ask(fixture, ["AWS_PROFILE": "prod"]) }
        #expect(failure?.message == "AWS_PROFILE names 'prod', which is no profile of the shared files")
    }

    @Test("a role is assumed with another profile's keys, signed")
    func role() async throws {
        let fixture = try AWSFixture { _ in AWSFixture.roleAnswer("AssumeRole") }
        let credentials = try await ask(
            fixture, credentials: "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = \(secret)\n",
            config: """
                [default]
                role_arn = arn:aws:iam::1:role/r
                source_profile = base
                external_id = e 1
                """)
        #expect(credentials?.accessKeyID == "ASIAROLE")
        let request = try #require(fixture.server.requests.first)
        #expect(
            request.text
                == "Action=AssumeRole&ExternalId=e%201&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                + "&RoleSessionName=persistence-operator&Version=2011-06-15")
        #expect(request.header("authorization")?.contains("Credential=AKIABASE/") == true)
        #expect(request.header("authorization")?.contains("/eu-central-1/sts/aws4_request") == true)
    }

    @Test("a role with a web identity needs no other profile")
    func webIdentity() async throws {
        let fixture = try AWSFixture { _ in AWSFixture.roleAnswer("AssumeRoleWithWebIdentity") }
        try TestSecret.webIdentityToken.value.write(
            toFile: "\(fixture.folder)/token", atomically: true, encoding: .utf8)
        let credentials = try await ask(
            fixture, config: "[default]\nrole_arn = arn:r\nweb_identity_token_file = \(fixture.folder)/token\n")
        #expect(credentials?.accessKeyID == "ASIAROLE")
        #expect(fixture.server.requests.first?.header("authorization") == nil)
    }

    @Test("a role with the credentials of the environment")
    func credentialSource() async throws {
        let fixture = try AWSFixture { _ in AWSFixture.roleAnswer("AssumeRole") }
        let credentials = try await ask(
            fixture, ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": secret],
            config: "[default]\nrole_arn = arn:r\ncredential_source = Environment\n")
        #expect(credentials?.accessKeyID == "ASIAROLE")
        #expect(fixture.server.requests.first?.header("authorization")?.contains("AKIAENV") == true)
    }

    @Test(
        "what cannot be is said",
        arguments: [
            ("role_arn = r\n", "neither source_profile, credential_source nor web_identity_token_file"),
            ("role_arn = r\nsource_profile = none\n", "the profile 'default' refers to 'none', which is none"),
            (
                "role_arn = r\nsource_profile = a\n[profile a]\nrole_arn = s\nsource_profile = default\n",
                "refers to itself"
            ),
            ("role_arn = r\ncredential_source = Nowhere\n", "has no known credential_source"),
            ("role_arn = r\ncredential_source = Environment\n", "there are no credentials to assume the role"),
            ("sso_session = x\n", "from IAM Identity Center, which is not supported: export them"),
            ("credential_process = x\n", "from a program, which is not supported"),
        ])
    func mistakes(settings: String, said: String) async throws {
        let fixture = try AWSFixture()
        let failure = await #expect(throws: AWSFailure.self) {
            try await ask(fixture, config: "[default]\n\(settings)")
        }
        #expect(failure?.code == .credentialsInvalid)
        #expect(failure?.message.contains(said) == true, "\(failure?.message ?? "")")
        #expect(fixture.server.requests.isEmpty)
    }
}
