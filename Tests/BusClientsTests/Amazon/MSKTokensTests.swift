import Documents
import FoundationEssentials
import TestPeers
import Testing

@testable import BusClients

@Suite("login tokens of Amazon MSK")
struct MSKTokensTests {
    @Test("are AWS's own, byte for byte, over a hundred logins of all shapes", .requires(.python))
    func botocore() async throws {
        let cases = try #require(try await AWSOracle.cases(100)["logins"]?.array)
        #expect(cases.count == 100)
        for item in cases {
            let credentials = AWSCredentials(
                accessKeyID: "AKIAEXAMPLE", secretAccessKey: TestSecret.awsSecretAccessKey.value,
                sessionToken: item["session"]?.string)
            let time = try Date(item["time"]?.string ?? "", strategy: .iso8601)
            let seconds = try #require(item["lifetime"]?.integer)
            let token = try MSKTokens.token(
                of: credentials, region: item["region"]?.string ?? "", lifetime: .seconds(seconds), at: time)
            #expect(token.value == item["token"]?.string, "\(item)")
            #expect(token.expiration == time.addingTimeInterval(TimeInterval(seconds)))
        }
    }

    @Test("end with the credentials that they are made of, and show whose they are alone")
    func expiration() throws {
        let time = Date(timeIntervalSince1970: 1_767_225_600)
        let credentials = AWSCredentials(
            accessKeyID: "ASIA1", secretAccessKey: TestSecret.awsSecretAccessKey.value,
            sessionToken: TestSecret.awsSessionToken.value, expiration: time.addingTimeInterval(400))
        let token = try MSKTokens.token(of: credentials, region: "eu-west-3", lifetime: .seconds(900), at: time)
        #expect(token.expiration == time.addingTimeInterval(400))
        #expect("\(token)" == "the AWS key ASIA1, for eu-west-3:<hidden>")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!dumped.contains(token.value))
    }

    @Test("are for the process's own region where the cluster's is not known; credentials are looked for once")
    func region() async throws {
        let fixture = try AWSFixture { request in
            request.path == "/creds" ? StubResponse(json: AWSFixture.temporary) : StubResponse(404)
        }
        let tokens = MSKTokens(environment: [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(fixture.url)/creds", "AWS_REGION": "eu-north-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        ])
        #expect(try await tokens.token(region: nil, deadline: .now + .seconds(10)).principal.hasSuffix("eu-north-1"))
        #expect(
            try await tokens.token(region: "eu-west-3", deadline: .now + .seconds(10)).principal.hasSuffix("eu-west-3"))
        #expect(fixture.server.requests.count == 1)
        await tokens.forget()
        _ = try await tokens.token(region: nil, deadline: .now + .seconds(10))
        #expect(fixture.server.requests.count == 2)
    }

    @Test(
        "that cannot be made say why",
        arguments: [
            (["AWS_REGION": "eu-north-1"], ReadinessReason.credentialsMissing),
            (["AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "x"], .credentialsMissing),
            (["AWS_REGION": "eu-north-1", "AWS_ACCESS_KEY_ID": "AKIA1"], .credentialsInvalid),
            (
                [
                    "AWS_REGION": "eu-north-1",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/creds",
                ], .credentialsUnavailable
            ),
        ])
    func failures(environment: [String: String], reason: ReadinessReason) async throws {
        let tokens = MSKTokens(environment: environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 })
        let failure = await #expect(throws: KafkaTokenFailure.self) {
            try await tokens.token(region: nil, deadline: .now + .seconds(10))
        }
        #expect(failure?.reason == reason, "\(String(describing: failure))")
        #expect(failure?.reason.readiness == .unknown)
        #expect(failure?.action.isEmpty == false)
    }

    @Test(
        "are signed for the region that the brokers' names tell",
        arguments: [
            (["b-1.writers.a1b2c3.c2.kafka.eu-central-1.amazonaws.com:9098"], "eu-central-1"),
            (["b-1-public.writers.a1b2c3.c2.kafka.US-EAST-1.amazonaws.com:9198"], "us-east-1"),
            (["boot-a1b2c3.c1.kafka-serverless.eu-west-3.amazonaws.com:9098"], "eu-west-3"),
            (["b-1.w.a1.c2.kafka.cn-north-1.amazonaws.com.cn:9098"], "cn-north-1"),
            (["kafka.example.com:9098", "b-2.w.a1.c2.kafka.eu-west-3.amazonaws.com"], "eu-west-3"),
            (["kafka.example.com:9098"], nil), (["b-1.kafka.eu-west-3.amazonaws.com.example.com:9098"], nil),
            (["b-1.elasticache.eu-west-3.amazonaws.com:9098"], nil), (["amazonaws.com:9098"], nil), ([], nil),
        ] as [([String], String?)])
    func regions(servers: [String], region: String?) {
        #expect(MSKBrokers.region(of: servers) == region)
    }
}
