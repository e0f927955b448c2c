import BusClients
import Documents
import FoundationEssentials
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite struct CheckReportTests {
    private let observer = BusObserver(principal: "User:writer", host: "pod-1", cluster: "b-1:9096")

    private func report(_ reasons: [String: ReadinessReason], partitions: Int? = 4) throws -> CheckReport {
        let readings = reasons.map { name, reason -> (WriterEndpoint.Resource, EndpointReading) in
            (
                .kafkaTopic(name),
                EndpointReading(
                    reason, "message of \(name)", action: reason == .ready ? "" : "mend \(name)",
                    partitions: reason == .ready ? partitions : nil, observer: observer)
            )
        }
        let spec = try SpecFixture.kafka()
        let table = Dictionary(uniqueKeysWithValues: readings)
        return CheckReport(
            spec,
            BusReadiness(
                readings: table,
                findings: HealthJudge(
                    spec: spec, readings: table, cluster: KafkaClusterFacts(),
                    settings: HealthSettings(severities: [.groupUnknown: .ignored])
                ).findings, observer: observer,
                time: Date(timeIntervalSince1970: 0)))
    }

    @Test(arguments: [
        (ReadinessReason.ready, ReadinessReason.ready, PersistenceOperator.ExitStatus.success),
        (.ready, .topicMissing, .held),
        (.ready, .timedOut, .tryAgain), (.timedOut, .topicMissing, .held),
    ])
    func theExitStatusSaysWhoMustAct(
        one: ReadinessReason, other: ReadinessReason, status: PersistenceOperator.ExitStatus
    ) throws {
        let report = try report(["metrics-bus-1": one, "result-bus-1": other, "dlq-1": .ready])
        #expect(report.exitStatus == status)
    }

    @Test func aWriterAtFaultNeedsAPerson() throws {
        var report = try report(["metrics-bus-1": .ready, "result-bus-1": .ready, "dlq-1": .ready])
        report.faultyWriters = ["bad"]
        #expect(report.exitStatus == .held)
        #expect(report.text(.text).contains("at fault, not checked: bad"))
    }

    @Test func theTableGroupsByWriterAndSaysEachTroubleOnce() throws {
        let report = try report(["metrics-bus-1": .ready, "result-bus-1": .topicMissing, "dlq-1": .noLeader])
        #expect(
            report.text(.text) == """
                WRITER   ROLE         RESOURCE             STATUS     REASON
                metrics  consume      topic metrics-bus-1  ready      4 partitions, TooFewPartitions
                         dead-letter  topic dlq-1          not ready  NoLeader
                online   consume      topic result-bus-1   not ready  TopicMissing
                         dead-letter  topic dlq-1          not ready  NoLeader
                not ready: NoLeader: message of dlq-1
                    to do: mend dlq-1
                not ready: TopicMissing: message of result-bus-1
                    to do: mend result-bus-1
                warns: TooFewPartitions: writer 'metrics' asks for 6 replicas, but its topic 'metrics-bus-1' has 4 \
                partitions: at most 4 can work, the others idle
                    seen: 4 partitions; wanted: at least 6 partitions
                    to do: ask for fewer, or add partitions
                    writers: metrics
                1 ready, 2 not ready, 0 unknown; findings: 1 warns, seen as User:writer on pod-1 at b-1:9096

                """)
    }

    @Test func coloursOnlyOnRequest() throws {
        let report = try report(["metrics-bus-1": .ready])
        #expect(!report.text(.text).contains("\u{1B}"))
        #expect(report.text(.text, colour: true).contains("\u{1B}[32m"))
        #expect(!report.text(.json, colour: true).contains("\u{1B}"))
    }

    @Test func theDataHasStableNames() throws {
        let json = try JSONValue(parsing: report(["metrics-bus-1": .ready, "dlq-1": .timedOut]).text(.json))
        #expect(json["apiVersion"] == "persistence-operator.io/v1alpha1")
        #expect(json["kind"] == "CheckReport")
        #expect(json["summary"] == ["ready": 1, "notReady": 0, "unknown": 1])
        #expect(json["observer"] == ["principal": "User:writer", "host": "pod-1", "cluster": "b-1:9096"])
        #expect(json["time"] == "1970-01-01T00:00:00Z")
        let endpoints = json["writers"]?.array?.first?["endpoints"]?.array ?? []
        #expect(endpoints.map { $0["role"] } == ["consume", "dead-letter"])
        #expect(endpoints.first?["kind"] == "KafkaTopic")
        #expect(endpoints.first?["partitions"] == 4)
        #expect(endpoints.last?["readiness"] == "unknown")
        #expect(endpoints.last?["reason"] == "TimedOut")
        #expect(endpoints.last?["action"] == "mend dlq-1")
        let finding = json["findings"]?.array?.first
        #expect(finding?["code"] == "TooFewPartitions")
        #expect(finding?["severity"] == "warns")
        #expect(finding?["endpoint"] == "kafka:metrics-bus-1")
        #expect(finding?["writers"] == ["metrics"])
        #expect(finding?["wanted"] == "at least 6 partitions")
        #expect(endpoints.first?["findings"] == ["TooFewPartitions"])
    }

    @Test func pubSubNamesKeepProjectAndTopicInTheData() throws {
        let json = CheckReport(try SpecFixture.pubSub(), .skipped).json
        let endpoints = json["writers"]?.array?.first?["endpoints"]?.array ?? []
        #expect(endpoints.first?["kind"] == "PubSubSubscription")
        #expect(endpoints.first?["name"] == "result-sub")
        #expect(endpoints.first?["project"] == "project-1")
        #expect(endpoints.first?["topic"] == "result-bus")
        #expect(endpoints.last?["kind"] == "PubSubTopic")
        #expect(json["time"] == nil)
    }

    @Test func aWriterWithoutKnownEndpointsIsSaidToBeUnchecked() throws {
        let spec = try SpecFixture.kafka(
            writers: #"{"name": "own", "bus_subscriber_type": "OWN_WRITER", "image_override": "own:1"}"#)
        let report = CheckReport(spec, .skipped)
        let text = report.text(.text)
        #expect(text.contains("own     -     -         unchecked  type OWN_WRITER is not in the catalogue"))
        #expect(report.json["writers"]?.array?.first?["checked"] == false)
    }

    @Test func aTypeThatReadsNoBusDiffersFromOneWhoseEndpointNoFieldNames() throws {
        let spec = try SpecFixture.kafka(
            writers: """
                {"name": "manager", "bus_subscriber_type": "CLUSTER_MANAGER"},
                {"name": "online", "bus_subscriber_type": "ONLINE_WRITER"},
                {"name": "vectors", "bus_subscriber_type": "ONLINE_VECTOR_STORE_WRITER"}
                """)
        let report = CheckReport(spec, .skipped)
        let lines = report.text(.text).split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        let unchecked = "no field of the spec names what ONLINE_VECTOR_STORE_WRITER reads"
        #expect(lines.contains("manager - - - reads no bus"))
        #expect(lines.contains("vectors - - unchecked \(unchecked)"))
        let writers = report.json["writers"]?.array ?? []
        #expect(writers.map { $0["checked"] } == [true, true, false])
        #expect(writers.map { $0["usesBus"] } == [false, true, true])
        #expect(writers.map { $0["uncheckedReason"]?.string } == [nil, nil, unchecked])
    }
}
