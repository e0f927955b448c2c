import Documents
import KubeClient
import PersistenceOperator
import TestPeers
import Testing
import WriterSpecs

@Suite struct ProvenanceTests {
    private var fixture: RenderingFixture {
        var fixture = RenderingFixture()
        fixture.writer.spec.name = "w"
        fixture.writer.spec.request.cpu = "1"
        fixture.writer.spec.additionalEnvVars = ["LEVEL": "info"]
        fixture.writer.spec.positions.fields = [
            "request.cpu": SourcePosition(line: 31, column: 19),
            "additional_env_vars.LEVEL": SourcePosition(line: 40, column: 5),
        ]
        fixture.writer.spec.pdbMinAvailable = "1"
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.subscription = "s"
        fixture.writer.spec.nodepool = "p"
        fixture.catalogue.podTemplate = ["spec": ["priorityClassName": "high", "tolerations": [["key": "k"]]]]
        return fixture
    }

    private func provenance(_ path: String) throws -> Provenance? {
        let object = try fixture.object("Deployment")
        return object.provenance.first { $0.key.description == path }?.value
    }

    @Test func namesTheFieldOfTheSpecAndItsPosition() throws {
        #expect(
            try provenance("spec.template.spec.containers[name=writer].resources.requests.cpu")
                == .spec(path: "writers[0].request.cpu", position: SourcePosition(line: 31, column: 19)))
        #expect(
            try provenance("spec.template.spec.containers[name=writer].env[name=LEVEL]")
                == .spec(
                    path: "writers[0].additional_env_vars.LEVEL", position: SourcePosition(line: 40, column: 5)))
    }

    @Test func namesCatalogueRulesOverlaysOptionsAndDefaults() throws {
        #expect(try provenance("spec.minReadySeconds") == .catalogue(rule: "ONLINE_WRITER.minReadySeconds"))
        #expect(try provenance("spec.template.spec.priorityClassName") == .overlay("podTemplate"))
        #expect(
            try provenance("spec.template.spec.containers[name=writer].image") == .option("--image python=…"))
        #expect(
            try provenance("spec.template.spec.containers[name=writer].securityContext.allowPrivilegeEscalation")
                == .operatorDefault("--pod-security"))
    }

    @Test func tellsAdditionsOfAnOverlayFromWhatTheSpecPlaced() throws {
        #expect(
            try provenance("spec.template.spec.tolerations[0]") == .spec(path: "writers[0].nodepool", position: nil))
        #expect(try provenance("spec.template.spec.tolerations[1]") == .overlay("podTemplate"))
    }

    @Test func coversEveryLeafOfEveryObject() throws {
        var fixture = fixture
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        let renderer = Renderer(
            settings: fixture.settings, catalogue: fixture.catalogue, apiVersions: fixture.apiVersions)
        for object in fixture.render().objects + renderer.sharedObjects(of: fixture.spec) {
            for leaf in object.leaves() {
                #expect(object.provenance(of: leaf.path) != nil, "\(object.kind) \(leaf.path)")
            }
        }
    }

    @Test func canBeSwitchedOffWithoutChangingTheObjects() throws {
        var fixture = fixture
        let bodies = fixture.render().objects.map(\.body)
        fixture.settings.recordsProvenance = false
        #expect(fixture.render().objects.map(\.body) == bodies)
        #expect(fixture.render().objects.allSatisfy { $0.provenance.isEmpty })
    }
}
