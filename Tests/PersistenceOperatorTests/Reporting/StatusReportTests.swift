import Documents
import FoundationEssentials
import Testing

@testable import PersistenceOperator

@Suite("operator status")
struct StatusReportTests {
    private let now = Date(timeIntervalSince1970: 1_000_000_000)

    private func resource(ready: Bool) throws -> InstanceReport {
        try #require(
            InstanceReport(resource: [
                "metadata": ["name": "online", "namespace": "bus"],
                "status": [
                    "summary": ready ? "2/2" : "1/2", "counts": ["held": ready ? 0 : 1],
                    "conditions": [
                        [
                            "type": "Ready", "status": ready ? "True" : "False", "reason": ready ? "Succeeded" : "Held",
                            "message": "no topic 'r'; create it", "lastTransitionTime": "2001-09-09T01:41:40Z",
                        ], ["type": "BusReady", "status": "False"],
                    ],
                    "writers": [
                        [
                            "name": "a", "phase": ready ? "Ready" : "Held", "reason": "TopicMissing",
                            "since": "2001-09-09T01:45:40Z",
                            "message": "no topic 'r'",
                            "action": "create it", "image": "example.com/a:1",
                        ],
                        [
                            "name": "b", "phase": "Ready", "image": "example.com/b:1",
                            "replicas": ["desired": 2, "available": 2, "updated": 2],
                        ],
                    ],
                ],
            ]))
    }

    @Test("shows what is wrong, since when, and what to do; what is ready takes one line")
    func text() throws {
        let pipeline = InstanceReport(
            namespace: "bus", instance: "batch", inventory: ["data": ["_format": "1"]], status: nil)
        let report = StatusReport(instances: [try resource(ready: false), pipeline], namespace: nil)
        #expect(
            report.text(.text, now: now) == """
                NAMESPACE  INSTANCE  READY  WRITERS  HELD  BUS    SINCE  REASON     DRIVEN BY
                bus        batch     -      -        -     -      -      NotDriven  nobody (operator reconcile)
                bus        online    False  1/2      1     False  5m     Held       BackgroundPersistence bus/online

                bus/online: no topic 'r'; create it
                WRITER  PHASE  AVAILABLE  REASON        SINCE  WHAT IS WRONG, AND WHAT TO DO
                a       Held   -          TopicMissing  60s    no topic 'r'; create it

                """)
        let ready = StatusReport(instances: [try resource(ready: true)], namespace: "bus")
        #expect(ready.text(.text, now: now).split(separator: "\n").count == 2)
        #expect(ready.text(.wide, now: now).contains("b       Ready  2/2"))
        let json = try JSONValue(parsing: ready.text(.json, now: now))
        #expect(json["kind"] == "StatusReport")
        #expect(json["instances"]?.array?.first?["drivenBy"] == "BackgroundPersistence bus/online")
    }

    @Test("says what to do where there is no status")
    func standing() throws {
        var report = InstanceReport(
            namespace: "bus", instance: "online",
            inventory: ["data": ["_format": "1", "_driver": "BackgroundPersistence bus/online"]], status: nil)
        func text() -> String { StatusReport(instances: [report], namespace: nil).text(.text, now: now) }
        #expect(text().contains("NoStatus"))
        #expect(text().contains("bus/online: no controller has told anything; check that one runs"))
        report.sourceIsGone = true
        #expect(text().contains("SourceGone"))
        #expect(text().contains("bus/online: the resource is gone, and nobody keeps the writers, which run on"))
        let json = try JSONValue(parsing: StatusReport(instances: [report], namespace: nil).text(.json, now: now))
        #expect(json["instances"]?.array?.first?["reason"] == "SourceGone")
    }

    @Test("says what to do where nothing is known")
    func empty() {
        #expect(StatusReport(instances: [], namespace: "x").text(.text, now: now).contains("in the namespace 'x'"))
        #expect(StatusReport(instances: [], namespace: nil).text(.wide, now: now).contains("operator reconcile --once"))
    }

    @Test(
        "ages have one unit",
        arguments: [(5.0, "5s"), (119, "119s"), (120, "2m"), (7200, "2h"), (172_800, "2d"), (-5, "0s")])
    func ages(seconds: Double, text: String) {
        #expect(InstanceReport.age(seconds) == text)
    }
}
