import Documents
import FoundationEssentials
import Synchronization
import TestPeers
import Testing

@testable import BusClients

@Suite("secrets in AWS Secrets Manager")
struct CloudSecretsTests {
    private final class Store: Sendable {
        let password = Mutex(TestSecret.saslPassword.value)
        let refusals = Mutex(0)

        func answer(_ request: StubRequest) -> StubResponse {
            let isRefused = refusals.withLock { refusals in
                refusals -= 1
                return refusals >= 0
            }
            guard !isRefused else {
                // As the service answers: the rest of the message repeats the request.
                let message =
                    "The request signature does not match.\\n\\nx-amz-security-token:\(TestSecret.awsSessionToken.value)"
                return StubResponse(400, json: #"{"__type": "InvalidSignatureException", "message": "\#(message)"}"#)
            }
            let secret = #"{\"username\": \"writer\", \"password\": \"\#(password.withLock(\.self))\"}"#
            return StubResponse(json: #"{"Name": "AmazonMSK_x", "SecretString": "\#(secret)"}"#)
        }
    }

    private func environment(_ server: StubHTTPServer, _ extra: [String: String] = [:]) -> [String: String] {
        [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(server.port)", "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": TestSecret.awsSecretAccessKey.value,
            "AWS_SESSION_TOKEN": TestSecret.awsSessionToken.value, "AWS_REGION": "eu-central-1",
        ].merging(extra) { $1 }
    }

    private func read(_ secrets: CloudSecrets, _ name: String = "AmazonMSK_x") async throws -> KafkaSecret {
        try await secrets.secret(name, in: .aws, deadline: .now + .seconds(10))
    }

    private func failure(_ answer: StubResponse) async throws -> CloudSecrets.Failure {
        let server = try StubHTTPServer { _ in answer }
        let secrets = CloudSecrets(environment: environment(server))
        return try #require(await #expect(throws: CloudSecrets.Failure.self) { try await read(secrets) })
    }

    @Test("are asked for by name or ARN, signed, in the region that the ARN names")
    func asked() async throws {
        let store = Store()
        let server = try StubHTTPServer { store.answer($0) }
        let secrets = CloudSecrets(environment: environment(server))
        let secret = try await read(secrets)
        #expect(secret.credentials == KafkaCredentials(username: "writer", password: TestSecret.saslPassword.value))
        let arn = "arn:aws:secretsmanager:us-west-2:1:secret:AmazonMSK_x-AbCdEf"
        _ = try await read(secrets, arn)
        let requests = server.requests
        #expect(requests.map(\.method) == ["POST", "POST"])
        #expect(requests[0].header("x-amz-target") == "secretsmanager.GetSecretValue")
        #expect(requests[0].header("content-type") == "application/x-amz-json-1.1")
        #expect(requests[0].text == #"{"SecretId":"AmazonMSK_x"}"#)
        #expect(requests[0].header("x-amz-security-token") == TestSecret.awsSessionToken.value)
        #expect(requests[0].header("authorization")?.contains("/eu-central-1/secretsmanager/aws4_request") == true)
        #expect(try JSONValue(parsing: requests[1].text)["SecretId"]?.string == arn)
        #expect(requests[1].header("authorization")?.contains("/us-west-2/secretsmanager/aws4_request") == true)
    }

    @Test("are read once, and again only when a login is refused or all is forgotten")
    func kept() async throws {
        let store = Store()
        let server = try StubHTTPServer { store.answer($0) }
        let secrets = CloudSecrets(environment: environment(server), renewalInterval: .zero)
        let first = try await read(secrets).credentials
        _ = try await read(secrets)
        #expect(server.requests.count == 1)
        // The same login again: nothing has changed.
        #expect(await !secrets.renew("AmazonMSK_x", in: .aws, refused: first, deadline: .now + .seconds(10)))
        store.password.withLock { $0 = TestSecret.wrongSASLPassword.value }
        #expect(await secrets.renew("AmazonMSK_x", in: .aws, refused: first, deadline: .now + .seconds(10)))
        #expect(try await read(secrets).credentials != first)
        #expect(server.requests.count == 3)
        // Another instance, which was refused with the old login, need not ask.
        #expect(await secrets.renew("AmazonMSK_x", in: .aws, refused: first, deadline: .now + .seconds(10)))
        #expect(server.requests.count == 3)
        await secrets.forget()
        _ = try await read(secrets)
        #expect(server.requests.count == 4)
    }

    @Test("that are refused are read again once a minute at most")
    func bounded() async throws {
        let store = Store()
        let server = try StubHTTPServer { store.answer($0) }
        let secrets = CloudSecrets(environment: environment(server))
        let login = try await read(secrets).credentials
        store.password.withLock { $0 = TestSecret.wrongSASLPassword.value }
        #expect(await !secrets.renew("AmazonMSK_x", in: .aws, refused: login, deadline: .now + .seconds(10)))
        #expect(server.requests.count == 1)
    }

    @Test("credentials that are refused are looked for anew, once; what is said has nothing of the request")
    func refused() async throws {
        let store = Store()
        store.refusals.withLock { $0 = 1 }
        let server = try StubHTTPServer { store.answer($0) }
        #expect(try await read(CloudSecrets(environment: environment(server))).credentials != nil)
        store.refusals.withLock { $0 = 2 }
        let failure = await #expect(throws: CloudSecrets.Failure.self) {
            try await read(CloudSecrets(environment: environment(server)))
        }
        #expect(failure?.reason == .credentialsInvalid)
        #expect(
            failure?.message
                == "the secret 'AmazonMSK_x' cannot be read: AWS Secrets Manager in eu-central-1 answers InvalidSignatureException: The request signature does not match."
        )
    }

    @Test(
        "fault 46: each failure has a reason of its own",
        arguments: [
            (404, #"{"__type": "ResourceNotFoundException"}"#, ReadinessReason.secretMissing),
            (400, #"{"__type": "com.amazonaws#ResourceNotFoundException"}"#, .secretMissing),
            (400, #"{"__type": "AccessDeniedException", "Message": "no"}"#, .secretDenied),
            (400, #"{"__type": "DecryptionFailure"}"#, .secretDenied),
            (400, #"{"__type": "ExpiredTokenException"}"#, .credentialsExpired),
            (400, #"{"__type": "ThrottlingException"}"#, .secretStoreUnavailable),
            (500, "oops", .secretStoreUnavailable), (503, "", .secretStoreUnavailable),
            (200, "{}", .secretStoreUnavailable), (200, #"{"SecretString": "no JSON"}"#, .credentialsInvalid),
            (200, #"{"SecretString": "{\"username\": \"x\"}"}"#, .credentialsInvalid),
            (200, #"{"SecretString": "{\"username\": 1, \"password\": \"x\"}"}"#, .credentialsInvalid),
        ])
    func reasons(status: Int, body: String, reason: ReadinessReason) async throws {
        let failure = try await failure(StubResponse(status, json: body))
        #expect(failure.reason == reason, "\(failure)")
        #expect(reason.readiness == .unknown)
        #expect(!failure.action.isEmpty)
    }

    @Test("a read that failed is not made again for a while, also where a login is refused, but after all is forgotten")
    func failed() async throws {
        let store = Store()
        let server = try StubHTTPServer { store.answer($0) }
        let secrets = CloudSecrets(environment: environment(server), renewalInterval: .zero)
        let login = try await read(secrets).credentials
        let before = server.requests.count
        // Both tries of two reads.
        store.refusals.withLock { $0 = 4 }
        for _ in 0..<5 {
            #expect(await !secrets.renew("AmazonMSK_x", in: .aws, refused: login, deadline: .now + .seconds(10)))
            await #expect(throws: CloudSecrets.Failure.self) { try await read(secrets, "AmazonMSK_y") }
        }
        #expect(server.requests.count == before + 4)
        // What is known stays good.
        #expect(try await read(secrets).credentials == login)
        await secrets.forget()
        #expect(try await read(secrets, "AmazonMSK_y").credentials == login)
    }

    @Test("a store that does not answer is that")
    func unreachable() async throws {
        let server = try StubHTTPServer { _ in StubResponse(steps: [.reset]) }
        let secrets = CloudSecrets(environment: environment(server))
        let failure = await #expect(throws: CloudSecrets.Failure.self) { try await read(secrets) }
        #expect(failure?.reason == .secretStoreUnavailable)
    }

    @Test("may be binary, and may name the brokers")
    func binary() async throws {
        let secret = #"{"bootstrap_servers": "b-1:9096, b-2:9096", "sasl_username": "w", "sasl_password": "p"}"#
        let encoded = Data(secret.utf8).base64EncodedString()
        let server = try StubHTTPServer { _ in StubResponse(json: #"{"SecretBinary": "\#(encoded)"}"#) }
        let read = try await read(CloudSecrets(environment: environment(server)))
        #expect(read.bootstrapServers == ["b-1:9096", "b-2:9096"])
        #expect(read.credentials?.username == "w")
    }
}
