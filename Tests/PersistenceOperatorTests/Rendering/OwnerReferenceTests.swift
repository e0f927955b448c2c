import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("owner references")
struct OwnerReferenceTests {
    private let resource = ObjectKey(kind: "BackgroundPersistence", namespace: "ns", name: "example")

    @Test("every object refers to its resource, without blocking its deletion")
    func rendered() throws {
        var fixture = RenderingFixture()
        #expect(try fixture.object("Deployment").body[path: "metadata", "ownerReferences"] == nil)
        fixture.settings.owner = OwnerReference(resource, uid: "u-1")
        let deployment = try fixture.object("Deployment")
        #expect(
            deployment.body[path: "metadata", "ownerReferences"] == [
                [
                    "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BackgroundPersistence",
                    "name": "example", "uid": "u-1",
                ]
            ])
        #expect(OwnerReference(of: deployment.body) == fixture.settings.owner)
        #expect(deployment.provenance.values.contains(.option("persistence-operator.io/deletion-policy")))
    }

    @Test("objects in another namespace than the resource's cannot refer to it")
    func elsewhere() throws {
        var fixture = RenderingFixture()
        fixture.settings.owner = OwnerReference(
            ObjectKey(kind: resource.kind, namespace: "other", name: "example"), uid: "u-1")
        #expect(try fixture.object("Deployment").body[path: "metadata", "ownerReferences"] == nil)
    }

    @Test(
        "only the exact word takes the writers along",
        arguments: [("Delete", true), ("delete", false), ("Retain", false), ("", false), ("true", false)])
    func policy(word: String, takes: Bool) throws {
        let object: JSONValue = [
            "metadata": [
                "name": "example", "namespace": "ns", "uid": "u-1",
                "annotations": ["persistence-operator.io/deletion-policy": .string(word)],
            ], "spec": ["writers": []],
        ]
        #expect((try #require(BackgroundPersistence(object)).reading.owner != nil) == takes)
    }
}
