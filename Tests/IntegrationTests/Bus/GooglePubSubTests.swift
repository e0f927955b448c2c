import FoundationEssentials
import TestPeers
import Testing

/// Google's own emulator behind a stub that checks tokens, and Google's own client before it.
@Suite("Pub/Sub with Google credentials", .requires(.python), .timeLimit(.minutes(5)))
struct GooglePubSubTests {
    private static let spec = """
        {"common_persistence_specs": {
          "bus_backend": "PUBSUB", "namespace": "ns", "service_account_name": "sa", "bus_writer_image_go": "go:1",
          "metrics_bus_topic_id": "metrics-bus", "metrics_bus_subscription_id": "metrics-sub"},
         "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER", "request": {"cpu": "1", "memory": "1Gi"}}]}
        """

    @Test(
        "is asked as the account of the key, in its project, and again with another token where one is refused",
        .requires(.pubSubEmulator))
    func key() async throws {
        let emulator = try await PubSubEmulator()
        try await emulator.createTopic("metrics-bus", project: GoogleCloud.project)
        try await emulator.createSubscription("metrics-sub", topic: "metrics-bus", project: GoogleCloud.project)
        var state = GoogleCloud.State()
        state.emulator = emulator
        state.refusals = 1
        let google = try await GoogleCloud(state)
        let file = ["GOOGLE_APPLICATION_CREDENTIALS": google.keyFile]
        let spec = try Scratch.file("spec.json", Self.spec)
        let result = try await OperatorCLI.run(
            ["check", "-f", spec, "--bus-timeout", "60s"], environment: google.environment.merging(file) { $1 })
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)\(google.log)")
        #expect(result.output.contains(GoogleCloud.keyAccount))
        #expect(google.log.count { $0 == "request assertion \(GoogleCloud.keyAccount)" } == 2)
        #expect(google.log.count { $0 == "refused pubsub 401" } == 1)
        #expect(google.log.contains("request pubsub \(GoogleCloud.keyAccount)"))
        let missing = try await OperatorCLI.run(
            ["check", "-f", spec, "--google-project", "project-2"],
            environment: google.environment.merging(file) { $1 })
        #expect(missing.exitCode == 2)
        #expect(missing.output.contains("SubscriptionMissing"))
    }

    @Test("without credentials is unknown, with what to make where they come out of AWS")
    func missing() async throws {
        let environment = ["NO_GCE_CHECK": "true"]
        let plain = try await OperatorCLI.run(
            "check", "-f", try Scratch.file("spec.json", Self.spec), environment: environment)
        #expect(plain.exitCode == 75)
        #expect(plain.output.contains("CredentialsMissing: there are no Google credentials"))
        let pool = Self.spec.replacing(#""PUBSUB","#, with: #""PUBSUB", "use_aws_pool_for_google_adc": true,"#)
        let aws = try await OperatorCLI.run(
            "check", "-f", try Scratch.file("spec.json", pool), environment: environment)
        #expect(aws.exitCode == 75)
        #expect(aws.output.contains("create-cred-config PROVIDER --aws"))
    }

    @Test("gcloud takes what the stub's Secret Manager answers, and refuses a damaged value too", .requires(.gcloud))
    func gcloud() async throws {
        var state = GoogleCloud.State()
        state.secrets = ["plain": "a public value", "damaged": "a public value"]
        state.damaged = ["damaged"]
        state.readers = ["given"]
        let google = try await GoogleCloud(state)
        let token = try Scratch.file("token", TestSecret.googleAccessToken.value)
        let environment = google.environment.merging([
            "HOME": Scratch.folder, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "CLOUDSDK_CONFIG": Scratch.path("gcloud"), "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE": token,
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1", "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "1",
        ]) { $1 }
        func access(_ secret: String) async throws -> FinishedProcess {
            try await ChildProcess.run(
                "gcloud",
                ["secrets", "versions", "access", "latest", "--secret=\(secret)", "--project=\(GoogleCloud.project)"],
                environment: environment, within: .seconds(120))
        }
        let plain = try await access("plain")
        #expect(plain.output == "a public value", "\(plain.errors)")
        #expect(google.log == ["request access given"])
        let damaged = try await access("damaged")
        #expect(damaged.exitCode != 0)
        #expect(damaged.errors.contains("crc32c"), "\(damaged.errors)")
    }
}
