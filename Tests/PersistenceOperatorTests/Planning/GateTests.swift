import BusClients
import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the gate")
struct GateTests {
    @Test("holds a new writer on a missing topic for a person, on an unseen bus for later, and no other writer")
    func newWriter() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "missing")
        fixture.add("b", topic: "there")
        fixture.read("missing", .topicMissing)
        fixture.read("there", .ready)
        #expect(fixture.plan().step("a")?.hold?.reason == "TopicMissing")
        #expect(fixture.plan().step("a")?.hold?.kind == .needsPerson)
        #expect(fixture.plan().step("b")?.action == .create)
        fixture.read("missing", .brokersUnreachable)
        #expect(fixture.plan().step("a")?.hold?.kind == .mayPass)
    }

    @Test("holds a new revision for a finding that blocks, of this writer alone, and none for one that warns")
    func findings() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "t")
        fixture.add("b", topic: "u")
        for topic in ["t", "u"] { fixture.read(topic, .ready) }
        fixture.find(.retentionTooShort, .warns, on: "t", of: ["a"])
        #expect(fixture.plan().step("a")?.action == .create)
        #expect(fixture.plan().notices.contains { $0.code == "RetentionTooShort" && $0.writer == "a" })
        fixture.find(.retentionTooShort, .blocks, on: "t", of: ["a"])
        let plan = fixture.plan()
        #expect(plan.step("a")?.hold?.reason == "RetentionTooShort")
        #expect(plan.step("a")?.hold?.kind == .needsPerson)
        #expect(plan.step("b")?.action == .create)
    }

    @Test("lets go what is not ready where that was said to warn only")
    func downgraded() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "t")
        fixture.read("t", .isrBelowMinimum)
        #expect(fixture.plan().step("a")?.hold?.reason == "IsrBelowMinimum")
        fixture.bus.health.severities = [.isrBelowMinimum: .warns]
        #expect(fixture.plan().step("a")?.action == .create)
    }

    private func applied() -> PlanFixture {
        var fixture = PlanFixture()
        fixture.add("a", topic: "t")
        fixture.read("t", .ready)
        fixture.apply()
        return fixture
    }

    @Test("lets a new revision on endpoints in use through an unseen bus, with a warning")
    func newRevisionUnknown() {
        var fixture = applied()
        fixture.read("t", .brokersUnreachable)
        fixture.change { $0.image = "example.com/writer:2" }
        let plan = fixture.plan()
        #expect(plan.step("a")?.action == .update)
        #expect(plan.notices.contains { $0.code == "BrokersUnreachable" && $0.writer == "a" })
    }

    @Test("holds a new revision on new endpoints while the bus is not seen")
    func newEndpointsUnknown() {
        var fixture = applied()
        fixture.read("u", .brokersUnreachable)
        fixture.change {
            $0.image = "example.com/writer:2"
            $0.endpoints[0].resource = .kafkaTopic("u")
        }
        #expect(fixture.plan().step("a")?.hold?.kind == .mayPass)
        #expect(fixture.plan().step("a")?.changes.isEmpty == false, "the diff shows what waits")
    }

    @Test("holds a new revision on an endpoint that is not ready, in use or not")
    func newRevisionNotReady() {
        var fixture = applied()
        fixture.read("t", .noLeader)
        fixture.change { $0.image = "example.com/writer:2" }
        #expect(fixture.plan().step("a")?.hold?.reason == "NoLeader")
    }

    @Test("never stops what was last applied from being put back")
    func repair() {
        for reason in [ReadinessReason.topicMissing, .brokersUnreachable] {
            var fixture = applied()
            fixture.read("t", reason)
            fixture.edit("a") { $0[path: "spec", "minReadySeconds"] = 1 }
            #expect(fixture.plan().step("a")?.action == .update)
            fixture.live.objects[fixture.key("a")] = nil
            #expect(fixture.plan().step("a")?.action == .create)
        }
    }

    @Test("does not stop a repair that follows a kill before the inventory was written")
    func repairBeforeInventory() {
        var fixture = applied()
        fixture.live.inventory = .absent
        fixture.read("t", .brokersUnreachable)
        fixture.edit("a") { $0[path: "spec", "minReadySeconds"] = 1 }
        #expect(fixture.plan().step("a")?.action == .update)
    }

    @Test("a lost inventory is no permission: a new revision on an unseen bus is held")
    func lostInventory() {
        var fixture = applied()
        fixture.live.inventory = .absent
        fixture.read("t", .brokersUnreachable)
        fixture.change { $0.image = "example.com/writer:2" }
        #expect(fixture.plan().step("a")?.hold?.kind == .mayPass)
    }

    @Test("holds nothing with --bus-check report, and does not look with skip")
    func modes() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "t")
        fixture.read("t", .topicMissing)
        fixture.settings.busCheck = .report
        #expect(fixture.plan().step("a")?.action == .create)
        #expect(fixture.plan().notices.contains { $0.code == "TopicMissing" })
        fixture.settings.busCheck = .skip
        #expect(fixture.plan().step("a")?.action == .create)
    }

    @Test("warns of an unseen bus even where there is nothing to do")
    func convergedWithUnknownBus() {
        var fixture = applied()
        fixture.read("t", .brokersUnreachable)
        #expect(!fixture.plan().hasChanges)
        #expect(fixture.plan().holds.isEmpty)
        #expect(fixture.plan().notices.map(\.code) == ["BrokersUnreachable"])
    }

    @Test(
        "holds a new revision while its service account or a ConfigMap is missing, and only a new writer while unknown")
    func prerequisites() {
        let account = ObjectKey(kind: "ServiceAccount", namespace: "ns", name: "sa")
        var fixture = PlanFixture("a")
        func reading(_ state: EndpointReading.Readiness) -> PrerequisiteReading {
            PrerequisiteReading(object: account, state: state, message: "m", action: "a")
        }
        fixture.live.prerequisites = [account: reading(.notReady)]
        #expect(fixture.plan().step("a")?.hold?.reason == "ServiceAccountMissing")
        fixture.live.prerequisites = [account: reading(.unknown)]
        #expect(fixture.plan().step("a")?.hold?.kind == .mayPass)
        fixture.live.prerequisites = [account: reading(.ready)]
        fixture.apply()
        fixture.live.prerequisites = [account: reading(.unknown)]
        fixture.change { $0.image = "example.com/writer:2" }
        #expect(fixture.plan().step("a")?.action == .update)
        fixture.live.prerequisites = [account: reading(.notReady)]
        #expect(fixture.plan().step("a")?.action == .hold)
    }

    @Test("finds every ConfigMap that a pod spec needs, and none that is optional")
    func configMaps() {
        let pod: JSONValue = [
            "serviceAccountName": "sa",
            "containers": [
                [
                    "envFrom": [
                        ["configMapRef": ["name": "one"]], ["configMapRef": ["name": "maybe", "optional": true]],
                    ],
                    "env": [["name": "A", "valueFrom": ["configMapKeyRef": ["name": "two", "key": "k"]]]],
                ]
            ],
            "volumes": [
                ["configMap": ["name": "three"]], ["projected": ["sources": [["configMap": ["name": "four"]]]]],
            ],
        ]
        #expect(
            Prerequisites.of(podSpec: pod, namespace: "ns").map { "\($0.kind) \($0.name)" } == [
                "ServiceAccount sa", "ConfigMap one", "ConfigMap two", "ConfigMap three", "ConfigMap four",
            ])
    }
}
