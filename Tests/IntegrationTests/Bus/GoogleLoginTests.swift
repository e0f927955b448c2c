import Documents
import FoundationEssentials
import TestPeers
import Testing

/// A broker over SASL_SSL whose login is in Google's Secret Manager, behind endpoints that check every token and how it was had.
@Suite("a Kafka login out of Google Cloud", .requires(.python), .timeLimit(.minutes(5)))
struct GoogleLoginTests {
    /// Where the process has its Google credentials from.
    enum Source: String, CaseIterable, Sendable {
        case given, key, gcloud, file, address, impersonated, aws, awsImpersonated, machine

        /// Who it is for Google.
        func who(_ aws: AWSCloud?) -> String {
            switch self {
            case .given: "given"
            case .key: GoogleCloud.keyAccount
            case .gcloud: "user"
            case .file, .address: "workload"
            case .impersonated, .awsImpersonated: GoogleCloud.targetAccount
            case .aws: aws?.readerARN ?? ""
            case .machine: "machine"
            }
        }

        var usesAWS: Bool { self == .aws || self == .awsImpersonated }
    }

    private static let common = #""secret_client": "GCP", "google_cloud_project": "\#(GoogleCloud.project)","#

    private func check(
        _ scenario: StoredLoginScenario, _ google: GoogleCloud, _ variables: [String: String],
        secret: String = "kafka-login", common: String = common
    ) async throws -> FinishedProcess {
        try await scenario.check(
            login: StoredLoginScenario.login(with: secret), common: common,
            environment: google.environment.merging(variables) { $1 },
            more: ["--log-level", "debug"])
    }

    /// The variables and files of a process whose credentials come from there.
    private func variables(_ source: Source, _ google: GoogleCloud, _ aws: AWSCloud?) throws -> [String: String] {
        func file(_ path: String) -> [String: String] { ["GOOGLE_APPLICATION_CREDENTIALS": path] }
        let jwt = "oauth:token-type:jwt"
        switch source {
        case .given: return ["GOOGLE_OAUTH_ACCESS_TOKEN": TestSecret.googleAccessToken.value]
        case .key: return file(google.keyFile)
        case .gcloud:
            let home = Scratch.path("google-home")
            let folder = "\(home)/.config/gcloud"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try google.userFile.text().write(
                toFile: "\(folder)/application_default_credentials.json", atomically: true, encoding: .utf8)
            return ["HOME": home]
        case .file, .impersonated:
            let token: JSONValue = ["token": .string(TestSecret.webIdentityToken.value)]
            let isJSON = source == .impersonated
            let path = try Scratch.file("token", isJSON ? token.text() : TestSecret.webIdentityToken.value)
            var from: JSONValue = ["file": .string(path)]
            if isJSON { from["format"] = ["type": "json", "subject_token_field_name": "token"] }
            return file(try google.poolFile(type: jwt, source: from, impersonates: isJSON))
        case .address:
            let from: JSONValue = [
                "url": .string("\(google.url)/subject"), "headers": ["X-Subject": "yes"],
                "format": ["type": "json", "subject_token_field_name": "value"],
            ]
            return file(try google.poolFile(type: jwt, source: from))
        case .aws, .awsImpersonated:
            let from: JSONValue = [
                "environment_id": "aws1",
                "regional_cred_verification_url":
                    "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
            ]
            let pool = try google.poolFile(
                type: "aws:token-type:aws4_request", source: from, impersonates: source == .awsImpersonated)
            return file(pool).merging([
                "AWS_REGION": AWSCloud.region, "AWS_ACCESS_KEY_ID": aws?.reader.id ?? "",
                "AWS_SECRET_ACCESS_KEY": aws?.reader.secret ?? "",
            ]) { $1 }
        case .machine:
            return ["NO_GCE_CHECK": "", "GCE_METADATA_HOST": String(google.url.dropFirst("http://".count))]
        }
    }

    @Test("is read with credentials of every kind, and used", arguments: Source.allCases)
    func endToEnd(source: Source) async throws {
        let aws = source.usesAWS ? try await AWSCloud(secrets: [:]) : nil
        var state = GoogleCloud.State()
        state.secrets = ["kafka-login": StoredLoginScenario.secret]
        state.readers = [source.who(aws)]
        state.aws = aws
        let google = try await GoogleCloud(state)
        let result = try await check(
            try await StoredLoginScenario(), google, try variables(source, google, aws))
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)\(google.log)")
        #expect(result.output.contains("12 partitions"))
        #expect(result.output.contains("User:writer"))
        let secrets: [TestSecret] = [
            .saslPassword, .webIdentityToken, .googleAccessToken, .googleClientSecret, .googleRefreshToken,
        ]
        for secret in secrets.map(\.value) + ["ya29.", "PRIVATE KEY", aws?.reader.secret ?? "ya29."] {
            #expect(!result.output.contains(secret))
            #expect(!result.errors.contains(secret))
        }
        #expect(google.log.last == "request access \(source.who(aws))")
        #expect(google.log.allSatisfy { $0.hasPrefix("request ") }, "\(google.log)")
        if source.usesAWS { #expect(aws?.requestCount("GetCallerIdentity") == 1) }
    }

    @Test("by its full name and version, with a token that is refused once")
    func renewed() async throws {
        var state = GoogleCloud.State()
        state.secrets = ["kafka-login": StoredLoginScenario.secret]
        state.readers = [GoogleCloud.keyAccount]
        state.refusals = 1
        let google = try await GoogleCloud(state)
        let result = try await check(
            try await StoredLoginScenario(), google, try variables(.key, google, nil),
            secret: "projects/\(GoogleCloud.project)/secrets/kafka-login/versions/1",
            common: #""secret_client": "GCP","#)
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
        let key = GoogleCloud.keyAccount
        #expect(
            google.log == [
                "request assertion \(key)", "refused access 401", "request assertion \(key)", "request access \(key)",
            ])
    }

    @Test("that cannot be read is unknown, for a reason that says what to do")
    func failures() async throws {
        let aws = try await AWSCloud(secrets: [:])
        var state = GoogleCloud.State()
        state.secrets = ["kafka-login": StoredLoginScenario.secret, "damaged": StoredLoginScenario.secret, "text": "x"]
        state.damaged = ["damaged"]
        state.readers = [GoogleCloud.keyAccount]
        state.aws = aws
        let google = try await GoogleCloud(state)
        let scenario = try await StoredLoginScenario()
        func say(
            _ variables: [String: String], _ expected: String, secret: String = "kafka-login",
            common: String = Self.common
        ) async throws {
            let result = try await check(scenario, google, variables, secret: secret, common: common)
            #expect(result.exitCode == 75)
            #expect(result.output.contains(expected), "\(result.output)")
            #expect(!result.output.contains(TestSecret.saslPassword.value))
            #expect(!result.output.contains("User:writer"))
        }
        let key = try variables(.key, google, nil)
        try await say(key, "SecretStoreUnavailable: the secret", secret: "damaged")
        try await say(key, "that does not have its checksum (CRC32C): it was not used", secret: "damaged")
        try await say(key, "SecretMissing: the secret", secret: "other")
        try await say(key, "CredentialsInvalid: the secret cannot be used", secret: "text")
        let given = try variables(.given, google, nil)
        try await say(given, "ProjectUnknown: ", common: #""secret_client": "GCP","#)
        try await say(try variables(.file, google, nil), "SecretDenied: ")
        try await say([:], "CredentialsMissing: ")
        try await say(
            [:], "create-cred-config PROVIDER --aws",
            common: #"\#(Self.common) "use_aws_pool_for_google_adc": true,"#)
        var stranger = try variables(.aws, google, aws)
        stranger["AWS_SECRET_ACCESS_KEY"] = TestSecret.awsSecretAccessKey.value
        try await say(stranger, "AWS says SignatureDoesNotMatch")
        let off = ["CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER": "http://127.0.0.1:1"]
        try await say(key.merging(off) { $1 }, "SecretStoreUnavailable: ")
    }
}
