import Documents
import FoundationEssentials
import KubeClient
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the plan")
struct PlannerTests {
    @Test("creates what is new, then has nothing to do")
    func convergence() {
        var fixture = PlanFixture("a", "b")
        #expect(
            fixture.plan().actions == [
                "create Deployment a", "create Deployment b", "create ConfigMap background-persistence-inventory",
            ])
        fixture.apply()
        #expect(fixture.plan().actions == ["unchanged Deployment a", "unchanged Deployment b"])
        #expect(!fixture.plan().hasChanges)
    }

    @Test("is the same on all cores as on one: steps in the spec's order, notices, and what is remembered")
    func concurrently() async {
        var fixture = PlanFixture()
        for number in 0..<120 {
            fixture.add("writer-\(number)", type: number % 7 == 0 ? "NO_SUCH_TYPE" : "ONLINE_WRITER")
        }
        fixture.apply()
        for number in [3, 64, 119] { fixture.spec.writers[number].image = "example.com/writer:2" }
        fixture.add("new")
        let plan = fixture.plan()
        let concurrent = await fixture.planner.planConcurrently(fixture.spec)
        #expect(plan.steps.filter { $0.action == .update }.count == 4, "three writers and the inventory")
        #expect(concurrent.actions == plan.actions)
        let json = PlanJSON(specName: "spec.json")
        #expect(json.value(concurrent) == json.value(plan))
        #expect(concurrent.inventory == plan.inventory)
    }

    @Test("of some writers is theirs alone: nobody else is planned, deleted or forgotten")
    func someWriters() async throws {
        var fixture = PlanFixture("a", "b", "gone")
        fixture.apply()
        fixture.remove("gone")
        for index in fixture.spec.writers.indices { fixture.spec.writers[index].image = "example.com/writer:2" }
        let plan = await fixture.planner.planConcurrently(fixture.spec, only: ["b"])
        #expect(plan.actions == ["update Deployment b", "update ConfigMap background-persistence-inventory"])
        #expect(plan.inventory.writers["gone"] != nil)
        #expect(plan.inventory.writers["a"] == plan.previousInventory.writers["a"])
    }

    @Test("of some writers deletes what they no longer ask for, and nothing of others")
    func unasked() async throws {
        var fixture = PlanFixture("a", "b")
        for index in fixture.spec.writers.indices { fixture.spec.writers[index].spec.pdbMaxUnavailable = "1" }
        fixture.apply()
        for index in fixture.spec.writers.indices { fixture.spec.writers[index].spec.pdbMaxUnavailable = nil }
        let plan = await fixture.planner.planConcurrently(fixture.spec, only: ["b"])
        #expect(
            plan.actions.filter { !$0.hasPrefix("update") && !$0.hasPrefix("unchanged") }
                == ["delete PodDisruptionBudget b"])
    }

    @Test("is the same from a spec that is kept without positions, but for the lines it names")
    func withoutPositions() throws {
        let reading = SpecReader.read(
            Array(Scratch.text(ofFile: Checkout.path("examples/kafka.json")).utf8), options: SpecReadingOptions(),
            catalogue: .builtIn)
        let fixture = PlanFixture()
        let spec = try #require(reading.resolved)
        let plan = fixture.planner.plan(spec)
        let kept = fixture.planner.plan(spec.withoutPositions)
        #expect(plan.steps.count > 5)
        #expect(kept.actions == plan.actions)
        #expect(kept.inventory == plan.inventory, "the revisions too")
    }

    @Test("mends a field that somebody changed, names it, and carries the version it was planned against")
    func drift() throws {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.edit("a") { $0 = $0.replacing("example.com/writer:1", with: "example.com/evil:9") }
        fixture.own(
            "a", manager: "kubectl-edit",
            fields: [
                "f:spec": [
                    "f:template": [
                        "f:spec": ["f:containers": ["k:{\"name\":\"writer\"}": ["f:image": [:]]]]
                    ]
                ]
            ])
        let step = try #require(fixture.plan().step("a"))
        #expect(step.action == .update)
        #expect(step.reason.code == "Drift")
        #expect(step.changes.map(\.path.description) == ["spec.template.spec.containers[name=writer].image"])
        #expect(step.changes.first?.old == "example.com/evil:9")
        #expect(step.changes.first?.provenance == .option("--image python=…"))
        #expect(step.conflicts.map(\.manager) == ["kubectl-edit"])
        #expect(fixture.plan().body("a")?[path: "metadata", "resourceVersion"] == "42")
        guard case .apply(_, force: true)? = step.write else {
            Issue.record("a field of ours must be forced")
            return
        }
    }

    @Test("sees a removed variable of ours, and removes one that the spec no longer has")
    func removals() throws {
        var fixture = PlanFixture("a")
        fixture.change { $0.spec.additionalEnvVars = ["KEEP": "1", "GONE": "1"] }
        fixture.apply()
        fixture.edit("a") { $0 = $0.droppingVariable("KEEP") }
        fixture.change { $0.spec.additionalEnvVars["GONE"] = nil }
        let changes = try #require(fixture.plan().step("a")).changes
        let variables = changes.filter { $0.path.description.contains("env[") }
        #expect(
            variables.map(\.path.description) == [
                "spec.template.spec.containers[name=writer].env[name=KEEP]",
                "spec.template.spec.containers[name=writer].env[name=GONE]",
            ])
        #expect(variables.map { $0.new == nil } == [false, true])
    }

    @Test("leaves and names what others added")
    func foreignFields() throws {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.edit("a") { $0[path: "metadata", "labels", "team"] = "x" }
        fixture.own("a", manager: "kubectl-label", fields: ["f:metadata": ["f:labels": ["f:team": [:]]]])
        fixture.own(
            "a", manager: "kube-controller-manager",
            fields: [
                "f:metadata": ["f:annotations": ["f:deployment.kubernetes.io/revision": [:]]],
                "f:status": ["f:replicas": [:]],
            ])
        let step = try #require(fixture.plan().step("a"))
        #expect(step.action == .unchanged)
        #expect(step.foreign.map(\.description) == ["metadata.labels.team kubectl-label"])
    }

    @Test("never touches an object that it did not make, unless asked")
    func foreignObject() throws {
        var fixture = PlanFixture("a", "b")
        fixture.put(.foreignDeployment("a"), uid: "theirs", manager: "vendor")
        let held = try #require(fixture.plan().step("a"))
        #expect(held.hold?.reason == "NotOurs")
        #expect(held.hold?.kind == .needsPerson)
        #expect(held.write == nil)
        #expect(fixture.plan().step("b")?.action == .create)

        fixture.settings.adopt = ["a"]
        let adopted = fixture.plan()
        #expect(adopted.step("a")?.reason.code == "Adopted")
        let body = try #require(adopted.body("a"))
        #expect(body[path: "spec", "replicas"] == nil, "the vendor's number stays the vendor's")
        #expect(body[path: "spec", "selector", "matchLabels"] == ["app": "a"], "a selector is immutable")
        #expect(body[path: "spec", "template", "metadata", "labels", "app"] == "a")
        let containers = body[path: "spec", "template", "spec", "containers"]?.array ?? []
        #expect(
            containers.map { $0["name"] } == ["main"], "the container keeps its name, so that there is no second one")
        #expect(containers.first?["securityContext"] == nil)
        #expect(body[path: "spec", "template", "spec", "securityContext"] == nil)

        fixture.apply()
        fixture.settings.adopt = []
        #expect(fixture.plan().step("a")?.action == .unchanged, "an adopted object stays as it was adopted")
    }

    @Test("does not touch an object of another instance even with --adopt")
    func otherInstance() {
        var fixture = PlanFixture("a")
        var object = JSONValue.foreignDeployment("a")
        object[path: "metadata", "labels", OperatorLabels.instance] = "other"
        fixture.put(object, uid: "theirs", manager: "vendor")
        fixture.settings.adopt = ["a"]
        #expect(fixture.plan().step("a")?.hold?.reason == "OtherInstance")
    }

    @Test("refuses to adopt what it cannot tell apart")
    func ambiguousAdoption() {
        var fixture = PlanFixture("a")
        var object = JSONValue.foreignDeployment("a")
        object[path: "spec", "template", "spec", "containers"] = [["name": "one"], ["name": "two"]]
        fixture.put(object, uid: "theirs", manager: "vendor")
        fixture.settings.adopt = ["a"]
        #expect(fixture.plan().step("a")?.hold?.reason == "AmbiguousContainer")
    }

    @Test("puts back what was deleted, and knows it from a new writer")
    func deletedDeployment() {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.live.objects[fixture.key("a")] = nil
        #expect(fixture.plan().step("a")?.reason.code == "Missing")
        fixture.live.inventory = .absent
        #expect(fixture.plan().step("a")?.reason.code == "NewWriter")
    }

    @Test("holds the writers at fault, and deletes nothing meanwhile")
    func faultyWriter() {
        var fixture = PlanFixture("a", "b", "c")
        fixture.apply()
        fixture.remove("b")
        fixture.remove("c")
        fixture.spec.faultyWriters = [FaultyWriter(index: 1, name: "b", codes: ["quantity"])]
        let plan = fixture.plan()
        #expect(plan.step("b")?.hold?.reason == "WriterAtFault")
        #expect(plan.step("c")?.hold?.reason == "WriterAtFault")
        #expect(plan.inventory.writers.keys.sorted() == ["a", "b", "c"])
        #expect(!plan.hasChanges)
    }

    @Test("puts nothing beside a Deployment that is not ours")
    func nothingBesideForeign() {
        var fixture = PlanFixture("a")
        fixture.change { $0.spec.pdbMaxUnavailable = "1" }
        fixture.put(.foreignDeployment("a"), uid: "theirs", manager: "vendor")
        #expect(fixture.plan().step("a", "PodDisruptionBudget")?.hold?.reason == "NotOurs")
        #expect(!fixture.plan().hasChanges)
    }

    @Test("remembers a writer whose Deployment is applied although what stands beside it is held")
    func heldPart() {
        var fixture = PlanFixture("a")
        fixture.change { $0.spec.pdbMaxUnavailable = "1" }
        fixture.live.unreadableKinds = ["PodDisruptionBudget": "forbidden"]
        #expect(fixture.plan().step("a", "PodDisruptionBudget")?.hold?.reason == "Forbidden")
        #expect(fixture.plan().inventory.writers["a"]?.kinds == ["Deployment"])
        fixture.apply()
        #expect(!fixture.plan().hasChanges)
    }

    @Test("a Secret that cannot be written holds new revisions, and no repair")
    func heldSecret() {
        var fixture = PlanFixture("a", "b")
        fixture.apply()
        fixture.spec.document.autodiscoverKey = "key"
        fixture.live.unreadableKinds = ["Secret": "forbidden"]
        #expect(fixture.plan().step("a")?.hold?.reason == "Forbidden")
        fixture.live.unreadableKinds = [:]
        fixture.apply()
        fixture.live.unreadableKinds = ["Secret": "forbidden"]
        fixture.edit("a") { $0[path: "spec", "minReadySeconds"] = 1 }
        #expect(fixture.plan().step("a")?.reason.code == "Drift")
    }

    @Test("a scaler that may not be listed may be there: the number stays")
    func unseenScaler() {
        var fixture = PlanFixture()
        fixture.add("a", replicas: 2)
        fixture.apply()
        fixture.edit("a") { $0[path: "spec", "replicas"] = 20 }
        fixture.change { $0.spec.defaultReplicaCount = 3 }
        fixture.live.unreadableKinds = ["ScaledObject": "forbidden"]
        #expect(fixture.plan().body("a")?[path: "spec", "replicas"] == 20)
        #expect(fixture.plan().notices.map(\.code).contains("ReplicasAutoscaled"))
        fixture.live.unreadableKinds = [:]
        #expect(fixture.plan().body("a")?[path: "spec", "replicas"] == 3)
    }

    @Test("annotations that a rollback brought back are not believed")
    func rolledBack() throws {
        var fixture = PlanFixture()
        fixture.add("a", replicas: 5)
        fixture.apply()
        fixture.edit("a") { object in
            object[path: "spec", "replicas"] = 40
            object[path: "metadata", "annotations", OperatorLabels.specReplicas] = "2"
            object[path: "metadata", "annotations", OperatorLabels.revision] = "old"
        }
        let live = try #require(fixture.live.objects[fixture.key("a")])
        let annotations: JSONValue = [
            "f:metadata": [
                "f:annotations": [
                    "f:\(OperatorLabels.specReplicas)": [:], "f:\(OperatorLabels.revision)": [:],
                ]
            ]
        ]
        var stripped = ManagedFieldsFixture.entry(of: live.content, manager: fixture.settings.fieldManager)
        stripped[path: "fieldsV1", "f:metadata", "f:annotations"] = nil
        fixture.live.objects[fixture.key("a")]?.managers = [ManagedFieldsEntry(stripped)]
        fixture.own("a", manager: "kubectl-rollout", fields: annotations)
        let plan = fixture.plan()
        #expect(plan.body("a")?[path: "spec", "replicas"] == 40)
        #expect(plan.step("a")?.reason.code == "Drift")
    }

    @Test("what the server defaults inside a map that is replaced as a whole is no change")
    func defaultsInsideAtomic() {
        var fixture = PlanFixture("a")
        fixture.change {
            $0.type.podTemplate = [
                "spec": [
                    "containers": [
                        [
                            "name": "writer",
                            "env": [["name": "POD", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]]],
                        ]
                    ]
                ]
            ]
        }
        fixture.apply()
        #expect(!fixture.plan().hasChanges)
        fixture.edit("a") {
            $0 = $0.replacing(
                "{\"fieldPath\":\"metadata.name\"}", with: "{\"apiVersion\":\"v1\",\"fieldPath\":\"metadata.name\"}")
        }
        #expect(!fixture.plan().hasChanges)
        fixture.edit("a") { $0 = $0.replacing("metadata.name", with: "metadata.uid") }
        #expect(fixture.plan().step("a")?.reason.code == "Drift")
    }
}

extension JSONValue {
    static func foreignDeployment(_ name: String) -> JSONValue {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "namespace": "ns", "labels": ["app": .string(name)]],
            "spec": [
                "replicas": 5, "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": [
                        "securityContext": ["runAsUser": 1000],
                        "containers": [["name": "main", "image": "old", "securityContext": ["privileged": true]]],
                    ],
                ],
            ],
        ]
    }

    func replacing(_ old: String, with new: String) -> JSONValue {
        let text = self.text().split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
        return (try? JSONValue(parsing: text)) ?? self
    }

    /// Without the variable of that name in the first container.
    func droppingVariable(_ name: String) -> JSONValue {
        var copy = self
        var containers = self[path: "spec", "template", "spec", "containers"]?.array ?? []
        containers[0]["env"] = .array(containers[0]["env"]?.array?.filter { $0["name"]?.string != name } ?? [])
        copy[path: "spec", "template", "spec", "containers"] = .array(containers)
        return copy
    }
}

extension FieldOwner: CustomStringConvertible {
    /// Path and manager.
    public var description: String { "\(path) \(manager)" }
}
