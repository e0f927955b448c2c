import Documents
import KubeClient
import Logging
import Synchronization
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("executing a plan")
struct ExecutorTests {
    private func execute(
        _ fixture: PlanFixture, on cluster: RecordingCluster, concurrency: Int = 16, available: Bool = true
    ) async -> ExecutionReport {
        let planner = fixture.planner
        let spec = fixture.spec
        let executor = Executor(
            cluster: cluster, replan: { planner.replan($0, seen: $1, spec: spec) }, awaitAvailable: { _ in available },
            concurrency: concurrency, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return await executor.execute(fixture.plan())
    }

    private let inventory = ObjectKey(kind: "ConfigMap", namespace: "ns", name: "background-persistence-inventory")

    @Test("writes each writer's objects in turn, the inventory last")
    func order() async {
        var fixture = PlanFixture("a", "b")
        fixture.change { $0.spec.pdbMaxUnavailable = "1" }
        let cluster = RecordingCluster()
        let report = await execute(fixture, on: cluster, concurrency: 1)
        #expect(
            cluster.writes == [
                "apply Deployment a", "apply PodDisruptionBudget a", "apply Deployment b",
                "apply ConfigMap background-persistence-inventory",
            ])
        #expect(report.exitStatus == .success)
    }

    @Test("has many writers under way at once, and no more than asked")
    func concurrency() async {
        var fixture = PlanFixture()
        for index in 0..<50 { fixture.add("w\(index)") }
        let cluster = RecordingCluster()
        _ = await execute(fixture, on: cluster, concurrency: 4)
        #expect(cluster.writes.count == 51)
        #expect((2...4).contains(cluster.mostInFlight))
    }

    @Test("begins with two writers, and with more only as they are written: where all hang, few keep others waiting")
    func slowStart() async {
        var fixture = PlanFixture()
        for index in 0..<50 { fixture.add("w\(index)") }
        let failing = RecordingCluster()
        for index in 0..<50 { failing.fail("w\(index)", with: KubeError(.serverError, "no answer of the webhook")) }
        let report = await execute(fixture, on: failing)
        #expect(report.holds.count == 50)
        #expect(failing.mostInFlight <= 2)
        let working = RecordingCluster()
        _ = await execute(fixture, on: working)
        #expect((3...16).contains(working.mostInFlight))
    }

    @Test("a refused object stops no other, and is not remembered as applied")
    func refused() async {
        let fixture = PlanFixture("a", "b")
        let cluster = RecordingCluster()
        cluster.fail("a", with: KubeError(.invalid, "spec.replicas: Invalid value"))
        let report = await execute(fixture, on: cluster)
        #expect(report.holds.map(\.hold.reason) == ["Rejected"])
        #expect(report.exitStatus == .held)
        #expect(cluster.writes.contains("apply Deployment b"))
        let data = cluster.body(inventory)?["data"]
        #expect(data?["b"] != nil)
        #expect(data?["a"] == nil)
    }

    @Test("an immutable field is named, and nothing is deleted for it")
    func immutable() async {
        let fixture = PlanFixture("a")
        let cluster = RecordingCluster()
        let message = "spec.selector: Invalid value: field is immutable"
        let status = KubeStatus([
            "kind": "Status", "code": 422, "reason": "Invalid", "message": .string(message),
        ])
        cluster.fail("a", with: KubeError(.invalid, message, status: status))
        let report = await execute(fixture, on: cluster)
        #expect(report.holds.map(\.hold.reason) == ["ImmutableField"])
        #expect(!cluster.writes.contains { $0.hasPrefix("delete") })
    }

    @Test("fault 19: a conflict is planned anew from the object as it is now, a bounded number of times")
    func conflict() async throws {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.change { $0.image = "example.com/writer:2" }
        let cluster = RecordingCluster()
        var newer = try #require(fixture.live.objects[fixture.key("a")])
        newer.resourceVersion = "99"
        cluster.put(newer)
        cluster.fail("a", with: KubeError(.conflict, "changed"))
        let report = await execute(fixture, on: cluster)
        #expect(report.exitStatus == .success)
        #expect(cluster.body(fixture.key("a"))?[path: "metadata", "resourceVersion"] == "99")

        let conflict = KubeError(.conflict, "changed")
        cluster.fail("a", with: conflict, conflict, conflict, conflict)
        let held = await execute(fixture, on: cluster)
        #expect(held.holds.map(\.hold.reason) == ["Conflict"])
        #expect(held.exitStatus == .tryAgain)
    }

    @Test("fault 11: an object that was recreated meanwhile is not deleted")
    func recreated() async throws {
        var fixture = PlanFixture()
        fixture.add("a", type: "ONLINE_WRITER", topic: "a")
        fixture.add("b", type: "USAGE_BUS_WRITER", topic: "b")
        fixture.apply()
        let cluster = RecordingCluster()
        var other = try #require(fixture.live.objects[fixture.key("b")])
        other.uid = "another"
        cluster.put(other)
        fixture.remove("b")
        cluster.fail("b", with: KubeError(.conflict, "uid"))
        let report = await execute(fixture, on: cluster)
        #expect(report.holds.map(\.hold.reason) == ["Conflict"])
        #expect(!cluster.writes.contains("delete Deployment b"))
    }

    @Test("what is gone already needs no deletion")
    func alreadyGone() async {
        var fixture = PlanFixture()
        fixture.add("a", type: "ONLINE_WRITER", topic: "a")
        fixture.add("b", type: "USAGE_BUS_WRITER", topic: "b")
        fixture.apply()
        fixture.remove("b")
        let cluster = RecordingCluster()
        cluster.fail("b", with: KubeError(.conflict, "gone"))
        let report = await execute(fixture, on: cluster)
        #expect(report.exitStatus == .success)
        #expect(cluster.body(inventory)?["data"]?["b"] == nil)
    }

    @Test("stops when the API server is lost, and says so")
    func lost() async {
        var fixture = PlanFixture()
        for index in 0..<20 { fixture.add("w\(index)") }
        let cluster = RecordingCluster()
        cluster.fail("w3", with: KubeError(.transport, "connection refused"))
        let report = await execute(fixture, on: cluster, concurrency: 1)
        #expect(report.exitStatus == .unavailable)
        #expect(cluster.writes.count == 3)
        #expect(report.outcomes.filter { $0.result == .notTried }.count == 17)
    }

    @Test("fault 4: an interrupted run starts nothing more, and still remembers what it did")
    func interrupted() async {
        var fixture = PlanFixture()
        for index in 0..<20 { fixture.add("w\(index)") }
        let task = Mutex<Task<ExecutionReport, Never>?>(nil)
        let cluster = RecordingCluster { text in
            if text == "apply Deployment w4" { task.withLock { $0?.cancel() } }
        }
        let copy = fixture
        let running = Task {
            while task.withLock({ $0 == nil }) { await Task.yield() }
            return await execute(copy, on: cluster, concurrency: 1)
        }
        task.withLock { $0 = running }
        let report = await running.value
        #expect(report.exitStatus == .interrupted)
        #expect(cluster.writes.last == "apply ConfigMap background-persistence-inventory")
        #expect(
            cluster.body(inventory)?["data"]?.object?.filter { !$0.key.hasPrefix("_") }.map(\.key) == [
                "w0", "w1", "w2", "w3", "w4",
            ])
    }

    @Test("a deletion waits for its replacement, and is held where that does not come")
    func replacement() async {
        var fixture = PlanFixture()
        fixture.add("old", topic: "t")
        fixture.add("other", type: "USAGE_BUS_WRITER", topic: "u")
        fixture.apply()
        fixture.remove("old")
        fixture.add("new", topic: "t")
        fixture.settings.waits = true
        let cluster = RecordingCluster()
        let report = await execute(fixture, on: cluster)
        #expect(report.exitStatus == .success)
        #expect(
            Array(cluster.writes.suffix(2)) == [
                "delete Deployment old", "apply ConfigMap background-persistence-inventory",
            ])
        let late = RecordingCluster()
        let held = await execute(fixture, on: late, available: false)
        #expect(held.exitStatus == .tryAgain)
        #expect(late.body(inventory)?["data"]?["old"] != nil, "what is kept is remembered")
    }

    @Test("what stands beside a Deployment is not written where that is refused, nor deleted where its deletion is")
    func besideRefused() async {
        var fixture = PlanFixture("a", "b")
        fixture.change { $0.spec.pdbMaxUnavailable = "1" }
        let cluster = RecordingCluster()
        cluster.fail("a", with: KubeError(.invalid, "no"))
        let report = await execute(fixture, on: cluster)
        #expect(report.holds.map(\.step.object.kind) == ["Deployment", "PodDisruptionBudget"])
        #expect(!cluster.writes.contains("apply PodDisruptionBudget a"))

        fixture.apply()
        fixture.settings.allowedDeletions = .upTo(1)
        fixture.remove("a")
        cluster.fail("a", with: KubeError(.forbidden, "no"))
        let kept = await execute(fixture, on: cluster)
        #expect(kept.exitStatus == .held)
        #expect(!cluster.writes.contains("delete PodDisruptionBudget a"))
    }

    @Test("fault 20: a field that another manager owns under an equal spelling is taken back, not retried for ever")
    func equalSpelling() async throws {
        var fixture = PlanFixture("a")
        fixture.apply()
        fixture.change { $0.image = "example.com/writer:2" }
        let status = KubeStatus([
            "kind": "Status", "code": 409, "reason": "Conflict", "message": "conflict",
            "details": [
                "causes": [
                    [
                        "reason": "FieldManagerConflict", "message": "conflict with \"kubectl\"",
                        "field": ".spec.template.spec.containers[name=\"writer\"].resources.requests.cpu",
                    ]
                ]
            ],
        ])
        let cluster = RecordingCluster()
        cluster.fail("a", with: KubeError(.conflict, "conflict", status: status))
        let report = await execute(fixture, on: cluster)
        #expect(report.exitStatus == .success)
        #expect(report.outcomes.first?.step.conflicts.map(\.manager) == ["conflict with \"kubectl\""])
    }

    @Test("a Secret that is refused holds the revisions that need it, and stays while a writer is held")
    func sharedSecret() async {
        var fixture = PlanFixture("a")
        fixture.spec.document.autodiscoverKey = "key"
        let secret = "background-persistence-autodiscover"
        let cluster = RecordingCluster()
        cluster.fail(secret, with: KubeError(.forbidden, "no"))
        let report = await execute(fixture, on: cluster)
        #expect(report.exitStatus == .held)
        #expect(cluster.writes.isEmpty)

        fixture.apply()
        fixture.spec.document.autodiscoverKey = nil
        cluster.fail("a", with: KubeError(.invalid, "no"))
        _ = await execute(fixture, on: cluster)
        #expect(!cluster.writes.contains("delete Secret \(secret)"))
        let last = await execute(fixture, on: cluster)
        #expect(last.exitStatus == .success)
        #expect(cluster.writes.contains("delete Secret \(secret)"))
    }
}
