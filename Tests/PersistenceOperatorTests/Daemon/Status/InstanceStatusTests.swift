import BusClients
import Documents
import FoundationEssentials
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the status of an instance")
struct InstanceStatusTests {
    private static let spec = """
        {"common_persistence_specs": {"namespace": "n", "service_account_name": "s", "bus_backend": "KAFKA",
          "bus_writer_image_python": "example.com/p:1", "result_bus_topic_id": "r", "kafka_dlq_topic": "d"},
         "kafka_bootstrap_servers": "b:9092",
         "writers": [{"name": "a", "bus_subscriber_type": "ONLINE_WRITER"}, {"name": "b", "bus_subscriber_type": "ONLINE_WRITER"}]}
        """

    private func keeper(_ text: String = spec) throws -> SpecKeeper {
        var keeper = SpecKeeper()
        _ = keeper.take(try SpecLoader.load(SpecRequest(path: "spec.json"), bytes: Array(text.utf8)), revision: "1")
        return keeper
    }

    private func deployment(_ name: String, available: Int64, reason: String = "ReplicaSetUpdated") -> LiveObject? {
        LiveObject([
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": ["name": .string(name), "namespace": "n", "uid": "u", "generation": 1, "resourceVersion": "1"],
            "spec": ["replicas": 1],
            "status": [
                "observedGeneration": 1, "updatedReplicas": 1, "replicas": 1, "availableReplicas": .integer(available),
                "conditions": [["type": "Progressing", "status": "True", "reason": .string(reason)]],
            ],
        ])
    }

    private func status(
        _ keeper: SpecKeeper, holds: [(String?, Hold)] = [], available: Int64 = 1, reason: String = "ReplicaSetUpdated",
        troubles: [String: PodTrouble] = [:], bus: BusReadiness = .skipped, changes: [String: WriterChange] = [:],
        isObserving: Bool = false, hasReport: Bool = true, passedRevision: String = "1"
    ) -> InstanceStatus {
        let report = PassReport(
            revision: passedRevision, holds: holds.map { PassReport.Held(writer: $0.0, hold: $0.1) },
            hasUnmadeChanges: isObserving,
            ending: .settled)
        let objects = ["a", "b"].compactMap { deployment($0, available: available, reason: reason) }
        return InstanceStatus(
            keeper: keeper, report: hasReport ? report : nil, live: LiveObjects(objects), troubles: troubles,
            bus: bus, changes: changes, isObserving: isObserving)
    }

    private func condition(_ kind: InstanceCondition.Kind, _ status: InstanceStatus) -> String {
        let condition = status.conditions.first { $0.kind == kind }
        return "\(condition?.status.rawValue ?? "-") \(condition?.reason ?? "-")"
    }

    @Test("is ready when every writer is applied and available")
    func ready() throws {
        let status = status(try keeper())
        #expect(status.conditions.map(\.kind) == [.ready, .specValid, .busReady, .busHealthy, .progressing, .stalled])
        #expect(condition(.ready, status) == "True Succeeded")
        #expect(condition(.progressing, status) == "False Idle")
        #expect(condition(.stalled, status) == "False Succeeded")
        #expect(condition(.busReady, status) == "Unknown NotChecked")
        #expect(condition(.busHealthy, status) == "Unknown NotChecked")
        #expect(status.count(.ready) == 2)
    }

    @Test("is not ready by a pass over the spec before")
    func supersededPass() throws {
        let status = status(try keeper(), passedRevision: "0")
        #expect(condition(.ready, status) == "Unknown NotReconciled")
        #expect(condition(.progressing, status) == "True NotReconciled")
    }

    @Test("names what is rolling out, and why it does not become available")
    func rollingOut() throws {
        let waiting = status(try keeper(), available: 0)
        #expect(condition(.ready, waiting) == "False RollingOut")
        #expect(condition(.progressing, waiting) == "True RollingOut")
        let pulling = status(try keeper(), available: 0, troubles: ["a": .imagePull])
        #expect(pulling.writers.map(\.reason) == ["ImagePullFailed", "RollingOut"])
        #expect(pulling.writers[0].action == "check the image's name and the pull secret")
        let failed = status(try keeper(), available: 0, reason: "ProgressDeadlineExceeded", troubles: ["a": .crashLoop])
        #expect(failed.writers.map(\.reason) == ["RolloutFailed", "RolloutFailed"])
        #expect(failed.writers[0].message.contains("ends again and again"))
    }

    @Test("is not ready while the pod before it is what is available")
    func oldPods() {
        var rollout = RolloutStatus([
            "status": ["observedGeneration": 2, "replicas": 2, "updatedReplicas": 1, "availableReplicas": 1]
        ])
        #expect(!rollout.isDone(generation: 2, replicas: 1))
        rollout.replicas = 1
        #expect(rollout.isDone(generation: 2, replicas: 1))
        #expect(!rollout.isDone(generation: 3, replicas: 1))
    }

    @Test("says who must do something: a hold that needs a person stalls it, one that may pass does not")
    func held() throws {
        let hold = Hold(.needsPerson, reason: "TopicMissing", message: "no topic 'r'", action: "create it")
        let stalled = status(try keeper(), holds: [("a", hold)])
        #expect(condition(.ready, stalled) == "False Held")
        #expect(condition(.stalled, stalled) == "True Held")
        #expect(stalled.conditions.last?.message == "no topic 'r'; create it")
        #expect(stalled.writers[0].phase == .held)
        let passing = Hold(.mayPass, reason: "Unknown", message: "m", action: "")
        #expect(condition(.stalled, status(try keeper(), holds: [("a", passing)])) == "False Succeeded")
        let conflict = Hold(.needsPerson, reason: "SourceConflict", message: "m", action: "")
        #expect(condition(.stalled, status(try keeper(), holds: [(nil, conflict)])) == "True SourceConflict")
        let pause = Hold(.intended, reason: "Paused", message: "m", action: "")
        #expect(condition(.progressing, status(try keeper(), holds: [(nil, pause)], available: 0)) == "False Paused")
    }

    @Test("tells what is wrong with the source, with the last good spec in force")
    func invalid() throws {
        var keeper = try keeper()
        keeper.refuse(SpecSourceError(source: "file x", message: "it is empty"))
        let bad = status(keeper)
        #expect(condition(.specValid, bad) == "False Unreadable")
        #expect(condition(.ready, bad) == "False Invalid")
        #expect(bad.revision == "1")
        let none = status(SpecKeeper(), hasReport: false)
        #expect(condition(.specValid, none) == "Unknown NotReconciled")
        #expect(condition(.ready, none) == "Unknown NotReconciled")
        var never = SpecKeeper()
        never.refuse(SpecSourceError(source: "file x", message: "it is empty"))
        #expect(condition(.ready, status(never, hasReport: false)) == "False Invalid")
    }

    @Test("observing is not ready while there is something to do")
    func observing() throws {
        #expect(condition(.ready, status(try keeper(), isObserving: true)) == "False Observing")
    }

    @Test("is written when it says something new, and keeps the times of conditions that have not changed")
    func document() throws {
        let early = Date(timeIntervalSince1970: 1_000_000_000)
        let late = Date(timeIntervalSince1970: 1_000_000_100)
        let first = try #require(
            StatusDocument.next(status(try keeper(), available: 0), after: nil, runID: "r", generation: 3, now: early))
        #expect(first["observedGeneration"] == 3)
        #expect(first["summary"] == "0/2")
        #expect(
            StatusDocument.next(status(try keeper(), available: 0), after: first, runID: "s", generation: 3, now: late)
                == nil)
        let second = try #require(
            StatusDocument.next(status(try keeper()), after: first, runID: "s", generation: 3, now: late))
        func time(_ kind: String) -> String? {
            second["conditions"]?.array?.first { $0["type"]?.string == kind }?["lastTransitionTime"]?.string
        }
        #expect(time("Ready") == "2001-09-09T01:48:20Z")
        #expect(time("SpecValid") == "2001-09-09T01:46:40Z")
    }

    @Test("holds no empty text, which server-side apply may take for none")
    func emptyTexts() throws {
        let text = Self.spec.replacing(#""name": "b","#, with: #""name": "b", "default_replica_count": -1,"#)
        for keeper in [SpecKeeper(), try keeper(text)] {
            let status = status(keeper, hasReport: keeper.accepted != nil)
            let document = try #require(StatusDocument.next(status, after: nil, runID: "r", now: Date()))
            #expect(!document.text().contains(#":"""#), "\(document.text())")
            #expect((document["revision"] == nil) == (keeper.accepted == nil))
        }
    }

    @Test("names each writer's endpoints, and those of many writers only where they are not ready")
    func endpoints() throws {
        let observer = BusObserver(principal: "p", host: "h", cluster: "c")
        let bus = BusReadiness(
            readings: [
                .kafkaTopic("r"): EndpointReading(.topicMissing, "missing", observer: observer),
                .kafkaTopic("d"): EndpointReading(.ready, "ready", observer: observer),
            ], observer: observer, time: Date())
        let status = status(try keeper(), bus: bus)
        let document = StatusDocument.next(status, after: nil, runID: "r", now: Date())
        #expect(
            document?["writers"]?.array?[0]["endpoints"] == [
                ["id": "consume kafka:r", "reason": "TopicMissing"], ["id": "dead-letter kafka:d", "reason": "Ready"],
            ])
        let brief = status.writers[0].json(after: nil, namesReady: false, time: "")
        #expect(brief["endpoints"] == [["id": "consume kafka:r", "reason": "TopicMissing"]])
    }

    @Test("keeps the last change of a writer that another process made")
    func lastChange() throws {
        let time = Date(timeIntervalSince1970: 1_000_000_000)
        let change = WriterChange(time: time, action: .update, kind: "Deployment", reason: "SpecChanged")
        let first = StatusDocument.next(
            status(try keeper(), changes: ["a": change]), after: nil, runID: "r", now: Date())
        #expect(
            first?["writers"]?.array?[0]["lastChange"] == [
                "time": "2001-09-09T01:46:40Z", "action": "update", "kind": "Deployment", "reason": "SpecChanged",
            ])
        #expect(first?["writers"]?.array?[1]["lastChange"] == nil)
        #expect(StatusDocument.next(status(try keeper()), after: first, runID: "s", now: Date()) == nil)
        let later = WriterChange(time: time + 60, action: .create, kind: "Deployment", reason: "Missing")
        let second = StatusDocument.next(
            status(try keeper(), changes: ["b": later]), after: first, runID: "s", now: Date())
        #expect(second?["writers"]?.array?[0]["lastChange"]?["reason"] == "SpecChanged")
        #expect(second?["writers"]?.array?[1]["lastChange"]?["reason"] == "Missing")
    }

    @Test("says since when a writer is as it is, whoever wrote that, and whatever else is said of it")
    func since() throws {
        let early = Date(timeIntervalSince1970: 1_000_000_000)
        func written(_ available: Int64, after last: JSONValue?, _ seconds: Double) throws -> JSONValue {
            try #require(
                StatusDocument.next(
                    status(try keeper(), available: available), after: last, runID: "r", now: early + seconds))
        }
        func since(_ document: JSONValue) -> String? { document["writers"]?.array?.first?["since"]?.string }
        let first = try written(0, after: nil, 0)
        #expect(since(first) == "2001-09-09T01:46:40Z")
        let failing = try #require(
            StatusDocument.next(
                status(try keeper(), available: 0, reason: "ProgressDeadlineExceeded"), after: first, runID: "s",
                now: early + 60))
        #expect(since(failing) == "2001-09-09T01:47:40Z")
        let ready = try written(1, after: failing, 120)
        #expect(since(ready) == "2001-09-09T01:48:40Z")
        #expect(StatusDocument.next(status(try keeper()), after: ready, runID: "t", now: early + 180) == nil)
    }

    @Test("of what a pass wrote for a writer its Deployment says the most")
    func changesOfAPass() {
        func written(_ kind: String, _ writer: String?, _ reason: String) -> PassReport.Written {
            PassReport.Written(
                action: .update, reason: reason, object: ObjectKey(kind: kind, namespace: "n", name: "a"),
                writer: writer)
        }
        var report = PassReport(revision: "1", holds: [], hasUnmadeChanges: false, ending: .settled)
        report.written = [
            written("Secret", nil, "SpecChanged"), written("Deployment", "a", "Drift"),
            written("PodDisruptionBudget", "a", "SpecChanged"), written("PodDisruptionBudget", "b", "NoLongerAsked"),
        ]
        let changes = WriterChange.all(in: report, time: Date())
        #expect(changes.mapValues(\.reason) == ["a": "Drift", "b": "NoLongerAsked"])
    }

    @Test("of a thousand held writers stays far below what etcd takes")
    func bounded() throws {
        let writers = (0..<1000).map {
            #"{"name": "writer-with-a-rather-long-name-\#($0)", "bus_subscriber_type": "ONLINE_WRITER"}"#
        }
        let text =
            Self.spec.split(separator: #""writers": ["#)[0] + #""writers": ["# + writers.joined(separator: ",") + "]}"
        let hold = Hold(
            .needsPerson, reason: "TopicMissing", message: String(repeating: "m", count: 5000),
            action: String(repeating: "a", count: 5000))
        let keeper = try keeper(String(text))
        let holds = (keeper.accepted?.spec.writers ?? []).map { (Optional($0.name), hold) }
        #expect(holds.count == 1000)
        let document = StatusDocument.next(status(keeper, holds: holds), after: nil, runID: "r", now: Date())
        let size = try #require(document).serialized().count
        #expect(size < 1_000_000, "\(size)")
    }
}
