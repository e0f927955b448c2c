import Documents
import FoundationEssentials
import KubeClient
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("what holds a plan as a whole")
struct DocumentHoldTests {
    @Test("fault 30: holds all writers where the namespace is missing or ends, and makes it when asked")
    func missingNamespace() {
        var fixture = PlanFixture("a", "b")
        // Which would be remembered.
        fixture.settings.driver = "file spec.json"
        fixture.live.namespace = .missing
        #expect(fixture.plan().holds.map(\.hold.reason) == ["NamespaceMissing", "NamespaceMissing"])
        #expect(!fixture.plan().hasChanges)
        fixture.settings.createsNamespace = true
        #expect(fixture.plan().actions.first == "create Namespace ns")
        #expect(fixture.plan().holds.isEmpty)
        fixture.live.namespace = .terminating
        #expect(fixture.plan().holds.map(\.hold.kind) == [.mayPass, .mayPass])
        #expect(!fixture.plan().hasChanges)
    }

    @Test("never changes a live instance's bus because a field went missing")
    func inferredBackend() {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.spec.backend = .pubSub
        fixture.spec.backendProvenance = .operatorDefault("bus_backend")
        #expect(fixture.plan().step("a")?.hold?.reason == "BackendInferred")
        fixture.spec.backendProvenance = .spec(path: "x", position: nil)
        #expect(fixture.plan().step("a")?.action == .update)
    }

    @Test("a suspended spec starts nothing and stops nothing")
    func suspended() {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.add("b")
        fixture.spec.document.suspended = true
        let plan = fixture.plan()
        #expect(plan.step("a")?.action == .unchanged)
        #expect(plan.step("b")?.hold?.kind == .intended)
        #expect(plan.diffExitStatus(exitOnHold: true) == .success)
        #expect(plan.notices.map(\.code).contains("Suspended"))
    }

    @Test("an instance that another source drives is held as a whole, unless it is taken over")
    func driven() throws {
        var fixture = PlanFixture("a")
        fixture.settings.driver = "file /a.json"
        #expect(fixture.plan().inventory.driver == "file /a.json")
        fixture.apply()
        #expect(!fixture.plan().hasChanges)

        fixture.settings.driver = "file /b.json"
        fixture.change { $0.image = "example.com/writer:2" }
        fixture.add("b")
        #expect(Set(fixture.plan().holds.map(\.hold.reason)) == ["SourceConflict"])
        #expect(!fixture.plan().hasChanges)
        fixture.settings.driver = nil
        let refused = fixture.plan()
        #expect(!refused.hasChanges)
        #expect(refused.holds.first?.hold.message.contains("driven by file /a.json") == true)
        #expect(refused.diffExitStatus(exitOnHold: true) == .held)

        fixture.settings.takesOver = true
        #expect(fixture.plan().holds.isEmpty)
        fixture.apply()
        fixture.settings.takesOver = false
        #expect(!fixture.plan().hasChanges, "who took it over drives it")
        fixture.settings.driver = "file /a.json"
        #expect(fixture.plan().holds.first?.hold.reason == "SourceConflict", "and not the other one any more")
    }

    @Test("a conflict is told also where nothing is to be done")
    func drivenWithoutChanges() {
        var fixture = PlanFixture("a")
        fixture.settings.driver = "file /a.json"
        fixture.apply()
        fixture.settings.driver = nil
        #expect(fixture.plan().holds.map(\.hold.reason) == ["SourceConflict"])
    }

    @Test("a pause holds what it is on, until its time: the instance, or one writer, its deletion included")
    func paused() throws {
        var fixture = PlanFixture("a", "b")
        fixture.apply()
        let annotation: JSONValue = .string("until=2026-01-01T00:00:00Z")
        fixture.live.objects[fixture.key("a")]?.content[path: "metadata", "annotations", Pause.annotation] = annotation
        for index in fixture.spec.writers.indices { fixture.spec.writers[index].image = "example.com/writer:2" }
        #expect(fixture.plan().step("a")?.hold?.reason == "Paused")
        #expect(fixture.plan().step("b")?.action == .update)
        #expect(fixture.plan().diffExitStatus(exitOnHold: true) == .changes)
        fixture.settings.now = try Date("2026-01-01T00:00:01Z", strategy: .iso8601)
        #expect(fixture.plan().step("a")?.action == .update)

        fixture.settings.now = .distantPast
        fixture.remove("a")
        #expect(fixture.plan().step("a")?.hold?.reason == "Paused")

        fixture.settings.pause = Pause("true")
        #expect(!fixture.plan().hasChanges)
        #expect(
            fixture.plan().holds.first?.hold.message == "the instance is paused until \(Pause.annotation) is taken away"
        )
    }

    @Test("a lost inventory is rebuilt from the objects")
    func lostInventory() {
        var fixture = PlanFixture("a")
        fixture.apply()
        let before = fixture.plan().inventory
        fixture.live.inventory = .absent
        #expect(
            fixture.plan().actions == ["unchanged Deployment a", "create ConfigMap background-persistence-inventory"])
        #expect(fixture.plan().inventory == before)
        fixture.live.inventory = .unreadable(reason: "x")
        #expect(fixture.plan().notices.map(\.code) == ["InventoryUnreadable"])
    }

    @Test("who is refused, or paused, leaves also the inventory's owner as it is")
    func refusedOwner() {
        var fixture = PlanFixture("a")
        fixture.settings.driver = "BackgroundPersistence ns/a"
        fixture.rendering.owner = OwnerReference(
            ObjectKey(kind: "BackgroundPersistence", namespace: fixture.spec.namespace, name: "a"), uid: "u")
        fixture.apply()
        #expect(fixture.plan().inventory.owner != nil)
        fixture.rendering.owner = nil
        fixture.settings.pause = Pause("true")
        #expect(!fixture.plan().hasChanges)
        fixture.settings.pause = nil
        fixture.settings.driver = "file /b.json"
        #expect(Set(fixture.plan().holds.map(\.hold.reason)) == ["SourceConflict"])
        #expect(!fixture.plan().hasChanges)
        fixture.settings.driver = "BackgroundPersistence ns/a"
        #expect(fixture.plan().hasChanges, "who drives it may")
    }

    @Test("an inventory that may not be seen holds everything, names the rule to grant, and writes nothing")
    func forbiddenInventory() {
        var fixture = PlanFixture("a")
        fixture.live.unreadableKinds = ["ConfigMap": "configmaps is forbidden"]
        let plan = fixture.plan()
        #expect(Set(plan.holds.map(\.hold.reason)) == ["Forbidden"])
        #expect(plan.holds.first?.hold.message.contains("configmaps is forbidden") == true)
        #expect(plan.holds.first?.hold.action.contains("deploy/target/role.yaml") == true)
        #expect(!plan.hasChanges)
    }
}
