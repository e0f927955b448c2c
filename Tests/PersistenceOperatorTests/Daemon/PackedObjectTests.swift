import Documents
import KubeClient
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("objects in a watch cache")
struct PackedObjectTests {
    private let object: JSONValue = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": [
            "name": "a", "namespace": "ns", "uid": "u-1", "resourceVersion": "7", "generation": 3,
            "labels": ["persistence-operator.io/instance": "i", "persistence-operator.io/writer": "w"],
            "annotations": ["note": "x"],
            "managedFields": [
                [
                    "manager": "persistence-operator/i", "operation": "Apply", "apiVersion": "apps/v1",
                    "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1",
                    "fieldsV1": ["f:spec": ["f:replicas": [:]]],
                ],
                [
                    "manager": "kube-controller-manager", "operation": "Update", "apiVersion": "apps/v1",
                    "time": "2026-01-01T00:00:09Z", "fieldsType": "FieldsV1",
                    "fieldsV1": ["f:status": ["f:replicas": [:]]],
                ],
            ],
        ],
        "spec": ["replicas": 2],
        "status": ["availableReplicas": 2, "observedGeneration": 3],
    ]

    private func packed(_ change: (inout JSONValue) -> Void = { _ in }) throws -> PackedObject {
        var object = object
        change(&object)
        return try #require(PackedObject(object))
    }

    @Test("hold what a plan compares, as it was read")
    func roundTrip() throws {
        let live = try #require(LiveObject(object))
        let unpacked = try #require(try packed().unpacked)
        #expect(unpacked.key == live.key)
        #expect(unpacked.apiVersion == live.apiVersion)
        #expect(unpacked.uid == "u-1")
        #expect(unpacked.resourceVersion == "7")
        #expect(unpacked.generation == 3)
        #expect(unpacked.content == live.content)
        #expect(unpacked.rollout == live.rollout)
        #expect(unpacked.label(OperatorLabels.instance) == "i")
        let path = FieldPath([.field("spec"), .field("replicas")])
        #expect(unpacked.appliedFields(of: "persistence-operator/i")?.covers(path) == true)
    }

    @Test("are the same to a plan while only status, versions and times move on")
    func same() throws {
        let later = try packed {
            $0[path: "metadata", "resourceVersion"] = "8"
            $0["status"] = ["availableReplicas": 1, "observedGeneration": 3]
            var entries = $0[path: "metadata", "managedFields"]?.array ?? []
            entries[1]["time"] = "2027-01-01T00:00:00Z"
            entries[1][path: "fieldsV1", "f:status", "f:conditions"] = [:]
            $0[path: "metadata", "managedFields"] = .array(entries)
        }
        #expect(try later.isSame(for: packed()))
        #expect(later.resourceVersion == "8")
        #expect(later.rollout?.available == 1)
    }

    @Test("differ when a label, the spec, an owner of a field, or the object itself does")
    func different() throws {
        let original = try packed()
        let changes: [(inout JSONValue) -> Void] = [
            { $0[path: "spec", "replicas"] = 3 },
            { $0[path: "metadata", "labels", "team"] = "x" },
            { $0[path: "metadata", "uid"] = "u-2" },
            { $0[path: "metadata", "deletionTimestamp"] = "2026-01-01T00:00:00Z" },
        ]
        for change in changes {
            let changed = try packed(change)
            #expect(!changed.isSame(for: original))
        }
        let taken = try packed {
            var entries = $0[path: "metadata", "managedFields"]?.array ?? []
            entries[0]["manager"] = "kubectl"
            $0[path: "metadata", "managedFields"] = .array(entries)
        }
        #expect(!taken.isSame(for: original))
    }

    @Test("make the same plan as objects that were read just now")
    func samePlan() throws {
        var fixture = PlanFixture("a", "b", "c")
        fixture.apply()
        fixture.spec.writers[1].image = "example.com/other:2"
        fixture.remove("c")
        let read = fixture.plan()
        let objects = try fixture.live.objects.objects(ofKinds: ["Deployment"]).map { live in
            var object = live.content
            object[path: "metadata", "uid"] = .string(live.uid)
            object[path: "metadata", "resourceVersion"] = .string(live.resourceVersion)
            object[path: "metadata", "managedFields"] = [
                ManagedFieldsFixture.entry(of: live.content, manager: fixture.settings.fieldManager)
            ]
            object["status"] = ["availableReplicas": 1, "observedGeneration": 1]
            return try #require(PackedObject(object))
        }
        fixture.live.objects = LiveObjects(cached: objects)
        #expect(fixture.plan().actions == read.actions)
        #expect(read.actions.contains("delete Deployment c"))
    }
}
