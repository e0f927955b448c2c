import Documents
import KubeClient
import PersistenceOperator
import TestPeers
import Testing
import WriterSpecs

@Suite struct RenderedManifestsTests {
    private func manifests(_ fixtures: RenderingFixture...) -> RenderedManifests {
        var spec = fixtures[0].spec
        spec.writers = fixtures.map(\.writer)
        return RenderedManifests(
            of: spec,
            with: Renderer(
                settings: fixtures[0].settings, catalogue: fixtures[0].catalogue, apiVersions: fixtures[0].apiVersions))
    }

    @Test func deploymentsHaveTheSpecsReplicasSinceNoneWouldMeanOne() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.defaultReplicaCount = 4
        let deployment = try #require(manifests(fixture).objects.first)
        #expect(deployment.body[path: "spec", "replicas"] == 4)
        #expect(
            deployment.provenance[FieldPath([.field("spec"), .field("replicas")])]
                == .spec(path: "writers[0].default_replica_count", position: nil))
    }

    @Test func deploymentsThatAnAutoscalerDrivesHaveNone() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.defaultReplicaCount = 4
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.subscription = "s"
        let deployment = try #require(manifests(fixture).objects.first)
        #expect(deployment.body[path: "spec", "replicas"] == nil)
    }

    @Test func aHeldWriterIsLeftOutAndSaid() {
        var held = RenderingFixture()
        held.writer.name = "held"
        held.writer.spec.hpa = HPASpec()
        held.writer.spec.hpa?.maxReplicas = 0
        let manifests = manifests(RenderingFixture(), held)
        #expect(manifests.objects.map(\.name) == ["w"])
        #expect(manifests.holds.map(\.writer) == ["held"])
        #expect(manifests.notes.hasPrefix("held: held: hpa_max_replicas is 0"))
        #expect(manifests.notes.hasSuffix("[AutoscalerMaximumZero]\n"))
    }

    @Test func theSecretIsLeftOutAndSaidWithoutItsValue() throws {
        var fixture = RenderingFixture()
        let key = TestSecret.autodiscoverKey.value
        fixture.spec.document.autodiscoverKey = key
        let manifests = manifests(fixture)
        #expect(manifests.notes == "note: Secret background-persistence-autodiscover is left out; reconcile makes it\n")
        for text in [
            try manifests.text(.yaml), try manifests.text(.json), manifests.explanation(file: "spec"), manifests.notes,
        ] {
            #expect(!text.contains(key))
        }
        #expect(!manifests.objects.contains { $0.kind == "Secret" })
    }

    @Test func warningsNameTheWriterAndTheReason() {
        var fixture = RenderingFixture()
        fixture.apiVersions = .oldest
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.subscription = "s"
        fixture.writer.spec.hpa?.minReplicas = 0
        let notes = manifests(fixture).notes
        #expect(notes.hasPrefix("warning: w: hpa_min_replicas is 0, which Kubernetes 1.20 refuses"))
        #expect(notes.hasSuffix("[AutoscalerMinimumRaised]\n"))
    }

    @Test func noWritersAreAnEmptyStreamAndAnEmptyList() throws {
        var fixture = RenderingFixture()
        fixture.spec.writers = []
        let manifests = RenderedManifests(
            of: fixture.spec, with: Renderer(settings: fixture.settings, catalogue: .builtIn, apiVersions: .newest))
        #expect(try manifests.text(.yaml) == "")
        #expect(
            try DocumentNode(json: Array(manifests.text(.json).utf8)).jsonValue()
                == ["apiVersion": "v1", "kind": "List", "items": []])
    }

    @Test func theExplanationNamesFileLineColumnAndPath() {
        var fixture = RenderingFixture()
        fixture.writer.spec.request.cpu = "1"
        fixture.writer.spec.positions.fields["request.cpu"] = SourcePosition(line: 31, column: 19)
        let lines = manifests(fixture).explanation(file: "spec.json").split(separator: "\n").map(String.init)
        #expect(lines.first == "Deployment ns/w (apps/v1)")
        let expected =
            "  spec.template.spec.containers[name=writer].resources.requests.cpu = \"1\"  "
            + "# spec.json:31:19 writers[0].request.cpu"
        #expect(lines.contains(expected))
        #expect(lines.contains("  spec.minReadySeconds = 30  # catalogue ONLINE_WRITER.minReadySeconds"))
    }

    @Test func theExplanationHidesValuesOfVariablesThatSoundSecretButNotNamesOfSecrets() throws {
        let password = TestSecret.inlinePassword.value
        var fixture = RenderingFixture(backend: .kafka)
        fixture.writer.spec.additionalEnvVars = ["DB_PASSWORD": password, "LEVEL": "info"]
        fixture.spec.document.common.secretClient = .aws
        let text = manifests(fixture).explanation(file: "spec.json")
        #expect(!text.contains(password))
        #expect(text.contains("env[name=DB_PASSWORD].value = (hidden)"))
        #expect(text.contains("env[name=LEVEL].value = \"info\""))
        #expect(text.contains("env[name=KAFKA_SASL_SECRET].value = \"AmazonMSK_x\""))
        #expect(text.contains("env[name=SECRET_CLIENT].value = \"AWS\""))
    }
}
