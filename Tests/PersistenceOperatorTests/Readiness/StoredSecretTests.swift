import BusClients
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the secret that a spec names")
struct StoredSecretTests {
    private func spec(_ secret: String, project: String? = nil, client: String = "GCP") throws -> ResolvedSpec {
        var spec = try SpecFixture.kafka(servers: "b-1:9096", extra: #""kafka_sasl_secret": "\#(secret)","#)
        spec.document.common.secretClient = client == "GCP" ? .gcp : .aws
        spec.googleCloudProject = project
        return spec
    }

    @Test(
        "is in the store of secret_client, and in the project of the spec where its name has none",
        arguments: [
            ("s", nil, "s"), ("s", "p1", "projects/p1/secrets/s"),
            ("projects/p2/secrets/s", "p1", "projects/p2/secrets/s"),
        ] as [(String, String?, String)])
    func name(secret: String, project: String?, expected: String) throws {
        let stored = KafkaAccess.StoredSecret(secret, of: try spec(secret, project: project))
        #expect(stored == KafkaAccess.StoredSecret(name: expected, store: .google))
        let aws = KafkaAccess.StoredSecret(secret, of: try spec(secret, project: project, client: "AWS"))
        #expect(aws == KafkaAccess.StoredSecret(name: secret, store: .aws))
    }

    private func reading(_ spec: ResolvedSpec, allowing patterns: [String]) async -> EndpointReading? {
        var settings = BusSettings()
        settings.policy = BusPolicy(secrets: patterns, brokers: ["*"], isShared: true)
        let environment = ["NO_GCE_CHECK": "true"]
        let access = KafkaAccess(
            settings: settings, environment: environment, host: "here",
            secrets: CloudSecrets(environment: environment), tokens: MSKTokens(environment: environment))
        let route = await access.route(for: spec, deadline: .now + .seconds(10))
        if case .failure(let refusal) = route { return refusal.reading }
        return nil
    }

    @Test("that is allowed by its short name is that of the operator's project, not of one that the spec names")
    func allowed() async throws {
        let own = await reading(try spec("s"), allowing: ["s"])
        #expect(own?.reason == .credentialsMissing)
        let foreign = await reading(try spec("s", project: "p2"), allowing: ["s"])
        #expect(foreign?.reason == .secretNotAllowed)
        #expect(foreign?.action.contains("--allow-secret 'projects/p2/secrets/s'") == true)
        let named = await reading(try spec("s", project: "p2"), allowing: ["projects/p2/secrets/*"])
        #expect(named?.reason == .credentialsMissing)
    }

    @Test("whose Google credentials come from AWS, and are missing, says what to make")
    func awsPool() async throws {
        var spec = try spec("s")
        func look() async -> EndpointReading? {
            await BusReadiness.read(
                spec: spec, settings: BusSettings(),
                environment: ["NO_GCE_CHECK": "true", "AWS_EC2_METADATA_DISABLED": "true"]
            )
            .readings.values.first
        }
        #expect(await look()?.action.contains("--aws") == false)
        spec.document.common.useAWSPoolForGoogleADC = true
        let reading = await look()
        #expect(reading?.reason == .credentialsMissing)
        #expect(reading?.message.contains("use_aws_pool_for_google_adc") == true)
        #expect(reading?.action.contains("create-cred-config PROVIDER --aws") == true)
        spec.document.common.secretClient = .aws
        #expect(await look()?.message.contains("use_aws_pool_for_google_adc") == false)
    }
}
