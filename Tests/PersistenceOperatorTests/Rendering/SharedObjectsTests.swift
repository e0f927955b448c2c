import Documents
import FoundationEssentials
import KubeClient
import PersistenceOperator
import TestPeers
import Testing
import WriterSpecs

@Suite struct SharedObjectsTests {
    private func shared(_ fixture: RenderingFixture) -> [RenderedObject] {
        Renderer(settings: fixture.settings, catalogue: fixture.catalogue, apiVersions: fixture.apiVersions)
            .sharedObjects(of: fixture.spec)
    }

    @Test(arguments: [nil, ""] as [String?]) func withoutAKeyThereIsNoSecret(key: String?) {
        var fixture = RenderingFixture()
        fixture.spec.document.autodiscoverKey = key
        #expect(shared(fixture).isEmpty)
    }

    @Test func theKeyIsHeldByASecretOfTheInstance() throws {
        var fixture = RenderingFixture()
        fixture.settings.instance = "blue"
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        let secret = try #require(shared(fixture).first)
        #expect(secret.kind == "Secret" && secret.apiVersion == "v1")
        #expect(secret.name == "blue-autodiscover" && secret.namespace == "ns")
        #expect(
            secret.body["data"] == [
                "autodiscover-key": .string(Data(TestSecret.autodiscoverKey.value.utf8).base64EncodedString())
            ])
        #expect(secret.body["type"] == "Opaque")
        #expect(secret.body[path: "metadata", "labels", "persistence-operator.io/instance"] == "blue")
    }

    @Test func theContainersReferToThatSecret() throws {
        var fixture = RenderingFixture()
        fixture.settings.instance = "blue"
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        let secret = try #require(shared(fixture).first)
        let entry = try fixture.container()["env"]?.array?.first { $0["name"] == "AUTODISCOVER_KEY" }
        let reference = try #require(entry?[path: "valueFrom", "secretKeyRef"])
        #expect(reference["name"]?.string == secret.name)
        #expect(secret.body["data"]?[reference["key"]?.string ?? ""] != nil)
    }
}
