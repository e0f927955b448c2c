import Documents
import FoundationEssentials
import TestPeers
import Testing

/// A broker over SASL_SSL whose login is in AWS Secrets Manager, which checks every signature.
@Suite("a Kafka login out of AWS", .requires(.python), .timeLimit(.minutes(5)))
struct AWSLoginTests {
    /// Where the process has its AWS credentials from.
    enum Source: String, CaseIterable, Sendable {
        case environment, webIdentity, profile, assumedRole, container, instance
    }

    private struct World {
        let cloud: AWSCloud
        let scenario: StoredLoginScenario
        let folder: String

        init(secrets: [String: String] = ["AmazonMSK_x": StoredLoginScenario.secret]) async throws {
            scenario = try await StoredLoginScenario()
            cloud = try await AWSCloud(secrets: secrets)
            folder = Scratch.path("aws-home")
            try FileManager.default.createDirectory(atPath: "\(folder)/.aws", withIntermediateDirectories: true)
        }

        func write(_ name: String, _ text: String) throws -> String {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            return "\(folder)/\(name)"
        }

        func check(
            _ environment: [String: String], secret: String = "AmazonMSK_x", login: String? = nil, more: [String] = []
        ) async throws -> FinishedProcess {
            let base = cloud.environment.merging(["HOME": folder]) { $1 }
            return try await scenario.check(
                login: login ?? StoredLoginScenario.login(with: secret), environment: base.merging(environment) { $1 },
                more: more)
        }

        var reader: [String: String] {
            ["AWS_ACCESS_KEY_ID": cloud.reader.id, "AWS_SECRET_ACCESS_KEY": cloud.reader.secret]
        }

        /// What an agent of the container or the machine answers.
        var agentAnswer: StubResponse {
            StubResponse(
                json: #"{"AccessKeyId": "\#(cloud.reader.id)", "SecretAccessKey": "\#(cloud.reader.secret)"}"#)
        }
    }

    /// The variables and files of a process whose credentials come from there, and the stub that they need.
    private func environment(
        _ source: Source, _ world: World
    ) throws -> (variables: [String: String], stub: StubHTTPServer?) {
        let key = """
            aws_access_key_id = \(world.cloud.reader.id)
            aws_secret_access_key = \(world.cloud.reader.secret)

            """
        switch source {
        case .environment: return (world.reader, nil)
        case .webIdentity:
            let file = try world.write("token", TestSecret.webIdentityToken.value)
            return (["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": world.cloud.role], nil)
        case .profile:
            _ = try world.write(".aws/credentials", "[default]\n\(key)")
            return ([:], nil)
        case .assumedRole:
            _ = try world.write(".aws/credentials", "[base]\n\(key)")
            _ = try world.write(
                ".aws/config",
                "[profile writers]\nrole_arn = \(world.cloud.role)\nsource_profile = base\nregion = \(AWSCloud.region)\n"
            )
            return (["AWS_PROFILE": "writers", "AWS_REGION": ""], nil)
        case .container:
            let answer = world.agentAnswer
            let stub = try StubHTTPServer { request in
                request.header("authorization") == TestSecret.webIdentityToken.value ? answer : StubResponse(401)
            }
            let file = try world.write("token", TestSecret.webIdentityToken.value)
            return (
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(stub.port)/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
                ], stub
            )
        case .instance:
            let answer = world.agentAnswer
            let stub = try StubHTTPServer { request in
                switch request.path {
                case "/latest/api/token": StubResponse(body: Array("imds-token".utf8))
                case "/latest/meta-data/iam/security-credentials/": StubResponse(body: Array("role".utf8))
                case "/latest/meta-data/iam/security-credentials/role": answer
                case "/latest/meta-data/placement/region": StubResponse(body: Array(AWSCloud.region.utf8))
                default: StubResponse(404)
                }
            }
            return (
                [
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(stub.port)",
                    "AWS_EC2_METADATA_DISABLED": "false", "AWS_REGION": "",
                ], stub
            )
        }
    }

    @Test("is read with credentials of every kind, and used", arguments: Source.allCases)
    func endToEnd(source: Source) async throws {
        let world = try await World()
        let (variables, stub) = try environment(source, world)
        let result = try await world.check(variables, more: ["--log-level", "debug"])
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("12 partitions"))
        #expect(result.output.contains("User:writer"))
        for secret in [TestSecret.saslPassword.value, TestSecret.webIdentityToken.value, world.cloud.reader.secret] {
            #expect(!result.output.contains(secret))
            #expect(!result.errors.contains(secret))
        }
        #expect(world.cloud.requestCount("GetSecretValue") == 1)
        if source == .assumedRole { #expect(world.cloud.requestCount("AssumeRole") == 1) }
        if source == .webIdentity { #expect(world.cloud.requestCount("AssumeRoleWithWebIdentity") == 1) }
        stub?.stop()
    }

    @Test(
        "is who the process is, with credentials of every kind, whose signature AWS knows", arguments: Source.allCases)
    func identity(source: Source) async throws {
        let world = try await World()
        let (variables, stub) = try environment(source, world)
        let login = #""kafka_security_protocol": "SASL_SSL", "kafka_sasl_mechanism": "AWS_MSK_IAM""#
        let result = try await world.check(variables, login: login, more: ["--log-level", "debug"])
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("12 partitions"))
        let token = try #require(world.scenario.broker.tokens.first)
        #expect(
            try await world.cloud.verdict(of: token)
                == "reader kafka-cluster kafka-cluster:Connect \(AWSCloud.region) 900 persistence-operator")
        for secret in [token, TestSecret.webIdentityToken.value, world.cloud.reader.secret] {
            #expect(!result.output.contains(secret))
            #expect(!result.errors.contains(secret))
        }
        #expect(world.cloud.requestCount("GetSecretValue") == 0)
        stub?.stop()
    }

    @Test("by ARN, whatever region the process is in")
    func arn() async throws {
        let world = try await World()
        let arn = try #require(world.cloud.arns["AmazonMSK_x"])
        let result = try await world.check(world.reader.merging(["AWS_REGION": "us-east-1"]) { $1 }, secret: arn)
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    }

    @Test("that cannot be read is unknown, for a reason that says what to do")
    func failures() async throws {
        let world = try await World(secrets: ["AmazonMSK_x": "no JSON"])
        func say(
            _ environment: [String: String], _ expected: String, secret: String = "AmazonMSK_x"
        ) async throws {
            let result = try await world.check(environment, secret: secret)
            #expect(result.exitCode == 75)
            #expect(result.output.contains(expected), "\(result.output)")
            #expect(!result.output.contains(world.cloud.reader.secret))
        }
        try await say(world.reader, "CredentialsInvalid: the secret cannot be used: 'AmazonMSK_x' is not a JSON object")
        try await say(
            world.reader, "SecretMissing: the secret 'AmazonMSK_y' cannot be read", secret: "AmazonMSK_y")
        try await say(
            [
                "AWS_ACCESS_KEY_ID": world.cloud.stranger.id, "AWS_SECRET_ACCESS_KEY": world.cloud.stranger.secret,
            ], "SecretDenied: ")
        try await say(
            world.reader.merging(["AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value]) { $1 },
            "CredentialsInvalid: the secret 'AmazonMSK_x' cannot be read: AWS Secrets Manager")
        try await say([:], "CredentialsMissing: ")
        try await say(
            world.reader.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]) { $1 }, "SecretStoreUnavailable: ")
    }
}
