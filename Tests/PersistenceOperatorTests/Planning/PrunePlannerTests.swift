import BusClients
import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("pruning")
struct PrunePlannerTests {
    /// Ten writers on topics of their own, applied; each of another type, so that none replaces another.
    private func ten() -> PlanFixture {
        var fixture = PlanFixture()
        let types = Catalogue.builtIn.types.keys.sorted()
        for index in 0..<10 { fixture.add("w\(index)", type: types[index], topic: "t\(index)") }
        fixture.apply()
        return fixture
    }

    @Test("deletes what is no longer in the spec, with both preconditions, and forgets it")
    func deletion() throws {
        var fixture = ten()
        fixture.remove("w0")
        let plan = fixture.plan()
        let step = try #require(plan.step("w0"))
        #expect(step.action == .delete)
        #expect(step.write == .delete(uid: "uid-Deployment ns/w0", resourceVersion: "42"))
        #expect(plan.inventory.writers["w0"] == nil)
        fixture.apply()
        #expect(!fixture.plan().hasChanges)
    }

    @Test("fault 34: deletes none at all over the budget of 30 %, and all with an explicit word")
    func budget() {
        var fixture = ten()
        for name in ["w0", "w1", "w2"] { fixture.remove(name) }
        #expect(fixture.plan().steps.filter { $0.action == .delete }.count == 3)
        fixture.remove("w3")
        #expect(fixture.plan().steps.filter { $0.action == .delete }.isEmpty)
        #expect(fixture.plan().holds.map(\.hold.reason) == Array(repeating: "DeletionBudget", count: 4))
        #expect(fixture.plan().inventory.writers.count == 10)
        fixture.settings.allowedDeletions = .upTo(4)
        #expect(fixture.plan().steps.filter { $0.action == .delete }.count == 4)
        fixture.settings.allowedDeletions = .upTo(3)
        #expect(fixture.plan().steps.filter { $0.action == .delete }.isEmpty)
    }

    @Test("may delete one of few, but never the last without an explicit word")
    func fewWriters() {
        var fixture = PlanFixture()
        fixture.add("a", type: "ONLINE_WRITER", topic: "a")
        fixture.add("b", type: "USAGE_BUS_WRITER", topic: "b")
        fixture.apply()
        fixture.remove("b")
        #expect(fixture.plan().step("b")?.action == .delete)
        fixture.apply()
        fixture.remove("a")
        #expect(fixture.plan().step("a")?.hold?.reason == "DeletionBudget")
        fixture.settings.allowedDeletions = .all
        #expect(fixture.plan().step("a")?.action == .delete)
    }

    @Test("keeps a renamed writer's old Deployment until the new one is available")
    func rename() {
        var fixture = PlanFixture()
        fixture.add("old", topic: "t")
        fixture.add("other", type: "USAGE_BUS_WRITER", topic: "u")
        fixture.apply()
        fixture.remove("old")
        fixture.add("new", topic: "t")
        #expect(fixture.plan().step("new")?.action == .create)
        #expect(fixture.plan().step("old")?.hold?.reason == "ReplacementNotAvailable")
        #expect(fixture.plan().step("old")?.hold?.kind == .mayPass)
        fixture.settings.waits = true
        #expect(fixture.plan().step("old")?.waitsFor == ["new"])
        fixture.settings.waits = false
        fixture.apply(availableReplicas: 0)
        #expect(fixture.plan().step("old")?.action == .hold)
        fixture.edit("new") { _ in }
        fixture.live.objects[fixture.key("new")]?.rollout?.available = 1
        #expect(fixture.plan().step("old")?.action == .delete)
    }

    @Test("keeps a renamed writer's old Deployment also when it moves to another topic that is missing")
    func renameToMissingTopic() {
        var fixture = PlanFixture()
        fixture.add("old", topic: "t")
        fixture.add("other", type: "USAGE_BUS_WRITER", topic: "u")
        fixture.apply()
        fixture.remove("old")
        fixture.add("new", topic: "gone")
        fixture.read("gone", .topicMissing)
        fixture.read("u", .ready)
        #expect(fixture.plan().step("new")?.hold?.reason == "TopicMissing")
        #expect(fixture.plan().step("old")?.action == .hold)
        #expect(!fixture.plan().hasChanges)
    }

    @Test("does not delete what it cannot tell the endpoints of, unless told to")
    func lostInventory() {
        var fixture = ten()
        fixture.live.inventory = .absent
        fixture.remove("w0")
        #expect(fixture.plan().step("w0")?.hold?.reason == "EndpointsUnknown")
        fixture.settings.allowedDeletions = .upTo(1)
        #expect(fixture.plan().step("w0")?.action == .delete)
    }

    @Test("removes a PodDisruptionBudget that the spec no longer asks for, outside the budget")
    func partOfAWriter() {
        var fixture = PlanFixture("a")
        fixture.change { $0.spec.pdbMaxUnavailable = "1" }
        fixture.apply()
        #expect(fixture.live.objects[fixture.key("a", "PodDisruptionBudget")] != nil)
        fixture.change { $0.spec.pdbMaxUnavailable = nil }
        #expect(fixture.plan().step("a", "PodDisruptionBudget")?.action == .delete)
        #expect(fixture.plan().step("a")?.reason.code != "NewWriter")
    }

    @Test("never deletes what does not carry the instance's label")
    func foreign() {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.put(.foreignDeployment("theirs"), uid: "x", manager: "vendor")
        #expect(fixture.plan().step("theirs") == nil)
    }

    @Test("keeps a replaced writer until its twin does the job, whoever else reads the topic")
    func twin() {
        var fixture = PlanFixture()
        fixture.add("m", type: "METRICS_WRITER", topic: "t")
        fixture.add("online", type: "ONLINE_WRITER", topic: "t")
        fixture.apply()
        fixture.remove("m")
        fixture.add("gm", type: "GO_RESULT_BUS_METRICS_WRITER", topic: "t")
        #expect(fixture.plan().step("m")?.hold?.reason == "ReplacementNotAvailable")
    }

    @Test("a writer that is only about to move to the topic does not count as its consumer")
    func movedConsumer() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "t")
        fixture.add("b", topic: "u")
        fixture.apply()
        fixture.remove("a")
        fixture.change {
            $0.endpoints[0].resource = .kafkaTopic("t")
            $0.image = "example.com/writer:2"
        }
        #expect(fixture.plan().step("b")?.action == .update)
        #expect(fixture.plan().step("a")?.hold?.reason == "ReplacementNotAvailable")
        fixture.apply()
        #expect(fixture.plan().step("a")?.action == .delete)
    }

    @Test("deletes nothing while the bus is only inferred")
    func inferredBackend() {
        var fixture = ten()
        fixture.remove("w0")
        fixture.spec.backend = .pubSub
        fixture.spec.backendProvenance = .operatorDefault("bus_backend")
        #expect(fixture.plan().step("w0")?.hold?.reason == "BackendInferred")
        #expect(fixture.plan().inventory.backend == "KAFKA")
    }

    @Test("keeps the Secret of all writers while a writer is held, and over the budget")
    func secret() {
        var fixture = PlanFixture()
        fixture.add("a", topic: "a")
        fixture.add("b", type: "USAGE_BUS_WRITER", topic: "b")
        fixture.spec.document.autodiscoverKey = "key"
        fixture.apply()
        let secret = "background-persistence-autodiscover"
        fixture.spec.document.autodiscoverKey = nil
        #expect(fixture.plan().step(secret, "Secret")?.action == .delete)
        fixture.read("a", .topicMissing)
        fixture.read("b", .ready)
        #expect(fixture.plan().step(secret, "Secret")?.hold?.reason == "StillReferenced")
        fixture.settings.busCheck = .skip
        fixture.remove("a")
        fixture.remove("b")
        #expect(fixture.plan().step(secret, "Secret")?.hold?.reason == "DeletionBudget")
    }
}
