import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite("where AWS credentials come from")
struct AWSCredentialSourceTests {
    private let secret = TestSecret.awsSecretAccessKey.value
    private let token = TestSecret.awsSessionToken.value

    private func failure(
        _ fixture: AWSFixture, _ source: AWSCredentialSource, _ environment: AWSEnvironment
    ) async throws -> AWSFailure {
        try #require(await #expect(throws: AWSFailure.self) { try await fixture.ask(source, environment) })
    }

    @Test("the environment: both halves of a key, with or without a session")
    func environment() async throws {
        let fixture = try AWSFixture()
        let variables = ["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": secret]
        let plain = try await fixture.ask(.environment, try fixture.environment(variables))
        #expect(plain == AWSCredentials(accessKeyID: "AKIA1", secretAccessKey: secret))
        let session = try fixture.environment(variables.merging(["AWS_SESSION_TOKEN": token]) { $1 })
        #expect(try await fixture.ask(.environment, session)?.sessionToken == token)
        #expect(try await fixture.ask(.environment, try fixture.environment()) == nil)
        let half = try await failure(fixture, .environment, try fixture.environment(["AWS_ACCESS_KEY_ID": "AKIA1"]))
        #expect(half.message == "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not")
    }

    @Test("a service account's token is exchanged for its role's credentials")
    func webIdentity() async throws {
        let fixture = try AWSFixture { _ in AWSFixture.roleAnswer("AssumeRoleWithWebIdentity") }
        let environment = try fixture.environment(
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "\(fixture.folder)/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
            ], files: ["token": "\(TestSecret.webIdentityToken.value)\n"])
        let credentials = try #require(try await fixture.ask(.webIdentity, environment))
        #expect(credentials.accessKeyID == "ASIAROLE")
        #expect(credentials.secretAccessKey == secret)
        #expect(credentials.sessionToken == token)
        #expect(credentials.expiration == Date(timeIntervalSince1970: 2_085_436_799))
        let request = try #require(fixture.server.requests.first)
        #expect(request.method == "POST")
        #expect(request.header("authorization") == nil)
        #expect(
            request.text
                == "Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"
                + "&RoleSessionName=persistence-operator&Version=2011-06-15"
                + "&WebIdentityToken=\(TestSecret.webIdentityToken.value)")
    }

    @Test("what the Security Token Service says is told, without the token")
    func refusedWebIdentity() async throws {
        let fixture = try AWSFixture { request in
            let text = """
                <ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code>
                <Message>No OpenIDConnect provider found &amp; none known</Message></Error></ErrorResponse>
                """
            return StubResponse(400, body: Array(text.utf8))
        }
        let environment = try fixture.environment(
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "\(fixture.folder)/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/r",
            ], files: ["token": TestSecret.webIdentityToken.value])
        let told = try await failure(fixture, .webIdentity, environment)
        #expect(told.code == .credentialsRefused)
        #expect(told.message == "AWS STS answers InvalidIdentityToken: No OpenIDConnect provider found & none known")
        let empty = try fixture.environment(
            ["AWS_WEB_IDENTITY_TOKEN_FILE": "\(fixture.folder)/empty", "AWS_ROLE_ARN": "r"], files: ["empty": " \n"])
        #expect(try await failure(fixture, .webIdentity, empty).message.hasSuffix("/empty' holds no token"))
        let half = try fixture.environment(["AWS_WEB_IDENTITY_TOKEN_FILE": "x"])
        #expect(try await failure(fixture, .webIdentity, half).code == .credentialsInvalid)
    }

    @Test("a container's agent is asked with the token of its file: EKS Pod Identity")
    func container() async throws {
        let fixture = try AWSFixture { _ in StubResponse(json: AWSFixture.temporary) }
        let environment = try fixture.environment(
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(fixture.url)/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "\(fixture.folder)/token",
            ], files: ["token": TestSecret.webIdentityToken.value])
        let credentials = try #require(try await fixture.ask(.container, environment))
        #expect(credentials.accessKeyID == "ASIATEMP")
        #expect(credentials.sessionToken == token)
        let request = try #require(fixture.server.requests.first)
        #expect(request.target == "/v1/credentials")
        #expect(request.header("authorization") == TestSecret.webIdentityToken.value)
    }

    @Test(
        "a token goes to no agent over plain HTTP but those on this machine or its node",
        arguments: [
            "http://example.com/x", "http://169.254.170.24/x", "http://127.0.0.1@example.com/x",
            "http://127.0.0.1.example.com/",
            "ftp://127.0.0.1/", "http://127.0.0.256/", "http://localhost.example.com/",
        ])
    func foreignAgent(url: String) async throws {
        let fixture = try AWSFixture()
        let environment = try fixture.environment([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": url,
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": TestSecret.webIdentityToken.value,
        ])
        #expect(try await failure(fixture, .container, environment).code == .credentialsInvalid)
    }

    @Test("a machine's role, by the second version of its metadata service")
    func instance() async throws {
        let fixture = try AWSFixture { request in
            guard request.method != "PUT" else { return StubResponse(body: Array("imds-token".utf8)) }
            guard request.header("x-aws-ec2-metadata-token") == "imds-token" else { return StubResponse(401) }
            return switch request.target {
            case "/latest/meta-data/iam/security-credentials/": StubResponse(body: Array("my-role\n".utf8))
            case "/latest/meta-data/iam/security-credentials/my-role": StubResponse(json: AWSFixture.temporary)
            case "/latest/meta-data/placement/region": StubResponse(body: Array("ap-south-1".utf8))
            default: StubResponse(404)
            }
        }
        #expect(try await fixture.ask(.instance, try fixture.environment())?.accessKeyID == "ASIATEMP")
        let first = try #require(fixture.server.requests.first)
        #expect((first.method, first.target) == ("PUT", "/latest/api/token"))
        #expect(first.header("x-aws-ec2-metadata-token-ttl-seconds") == "300")
        let unnamed = try fixture.environment(["AWS_REGION": ""])
        #expect(try await AWSRegion.find(in: unnamed, deadline: .now + .seconds(10)) == "ap-south-1")
        let count = fixture.server.requests.count
        let disabled = try fixture.environment(["AWS_EC2_METADATA_DISABLED": "true"])
        #expect(try await fixture.ask(.instance, disabled) == nil)
        #expect(fixture.server.requests.count == count)
    }

    @Test("a machine without a role has none, and neither has one that is not Amazon's")
    func noInstance() async throws {
        let fixture = try AWSFixture { request in
            request.method == "PUT" ? StubResponse(body: Array("imds-token".utf8)) : StubResponse(404)
        }
        #expect(try await fixture.ask(.instance, try fixture.environment()) == nil)
        let other = try AWSFixture()
        #expect(try await other.ask(.instance, try other.environment()) == nil)
    }
}
