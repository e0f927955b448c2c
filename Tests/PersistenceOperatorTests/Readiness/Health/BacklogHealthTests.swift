import BusClients
import Documents
import FoundationEssentials
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the backlog of Pub/Sub subscriptions")
struct BacklogHealthTests {
    private static let unseen = PubSubBacklog.unknown(.init(why: "refused", action: "grant it"))
    private static let metrics = WriterEndpoint.Resource.pubSubSubscription(
        project: "project-1", id: "metrics-sub", topic: "metrics-bus")
    private static let result = WriterEndpoint.Resource.pubSubSubscription(
        project: "project-1", id: "result-sub", topic: "result-bus")

    private func readiness(_ backlogs: [WriterEndpoint.Resource: PubSubBacklog]) throws -> (
        spec: ResolvedSpec, readiness: BusReadiness
    ) {
        let spec = try SpecFixture.pubSub()
        let healthy = PubSubSubscriptionFacts(
            expiresAfter: nil, retention: .seconds(100_000), acknowledgementDeadline: .seconds(60),
            deadLetterTopic: "projects/p/topics/dead")
        let readings = Dictionary(
            uniqueKeysWithValues: [Self.metrics, Self.result].map {
                ($0, EndpointReading(.ready, "", facts: .subscription(healthy), observer: HealthFixture.observer))
            })
        let judge = HealthJudge(
            spec: spec, readings: readings, backlogs: backlogs, cluster: KafkaClusterFacts(), settings: HealthSettings()
        )
        return (
            spec,
            BusReadiness(
                readings: readings, backlogs: backlogs, findings: judge.findings, observer: HealthFixture.observer,
                time: Date(timeIntervalSince1970: 0))
        )
    }

    private func findings(_ backlogs: [WriterEndpoint.Resource: PubSubBacklog]) throws -> [BusFinding] {
        try readiness(backlogs).readiness.findings
    }

    @Test("however much is unread is healthy, until the oldest message has used up three quarters of its time")
    func age() throws {
        #expect(try findings([:]) == [])
        #expect(try findings([Self.metrics: .known(messages: 1_000_000, oldest: .seconds(75_000))]) == [])
        // What no message has cannot be too old.
        #expect(try findings([Self.metrics: .known(messages: 0, oldest: .seconds(99_000))]) == [])
        let found = try findings([Self.metrics: .known(messages: 9, oldest: .seconds(75_001))])
        #expect(
            found.map { "\($0.severity.rawValue) \($0.reason.rawValue) \($0.place)" }
                == ["warns LagOutlastsRetention \(Self.metrics.id)"])
        #expect(found.first?.seen == "9 messages, the oldest published 75001 s ago")
    }

    @Test("what cannot be seen is told once for each cause, with the writers that it concerns, and only informs")
    func unseen() throws {
        let alone = try findings([Self.metrics: Self.unseen, Self.result: .known(messages: 1, oldest: .seconds(1))])
        #expect(alone.map(\.reason) == [.backlogUnseen])
        #expect(alone.first?.message == "the backlog of the subscription 'metrics-sub' is not known: refused")
        #expect(alone.first?.severity == .informs)
        let both = try findings([Self.metrics: Self.unseen, Self.result: Self.unseen])
        #expect(both.count == 1)
        #expect(both.first?.message.contains("2 subscriptions") == true)
        #expect(both.first?.writers.count == 2)
        let apart = try findings([
            Self.metrics: Self.unseen, Self.result: .unknown(.init(why: "no point", action: "wait")),
        ])
        #expect(apart.count == 2)
    }

    @Test("a backlog that grows makes no pass; one that will be lost does")
    func sameness() throws {
        func look(_ messages: Int64, _ seconds: Int64) throws -> BusReadiness {
            try readiness([Self.metrics: .known(messages: messages, oldest: .seconds(seconds))]).readiness
        }
        #expect(try look(1, 1).isSame(as: look(2, 2)))
        #expect(try look(1, 80_000).isSame(as: look(2, 80_001)))
        #expect(try !look(1, 1).isSame(as: look(1, 80_000)))
    }

    @Test("check shows the numbers where they are known, and no number where they are not")
    func report() throws {
        let (spec, readiness) = try readiness([
            Self.metrics: .known(messages: 1_234, oldest: .seconds(35)), Self.result: Self.unseen,
        ])
        let report = CheckReport(spec, readiness)
        let text = report.text(.text)
        #expect(text.contains("Ready, backlog 1234, oldest 35 s"))
        #expect(text.contains("Ready, backlog unknown"))
        #expect(text.contains("BacklogUnseen: the backlog of the subscription 'result-sub' is not known: refused"))
        let endpoints = report.json["writers"]?.array?.flatMap { $0["endpoints"]?.array ?? [] } ?? []
        func backlog(_ name: String) -> JSONValue? { endpoints.first { $0["name"]?.string == name }?["backlog"] }
        #expect(backlog("metrics-sub") == ["known": true, "messages": 1_234, "oldestUnackedSeconds": 35])
        #expect(backlog("result-sub") == ["known": false, "why": "refused"])
    }

    @Test("metrics have a series for each backlog that is known, until another process looks")
    func metrics() throws {
        let daemon = DaemonMetrics()
        func series() -> [Substring] {
            PrometheusText.text(of: daemon.registry.families).split(separator: "\n").filter {
                $0.hasPrefix("persistence_operator_subscription")
            }
        }
        let known = PubSubBacklog.known(messages: 12, oldest: .seconds(35))
        daemon.show(try readiness([Self.metrics: known, Self.result: Self.unseen]).readiness, instance: "i")
        let labels = #"{instance="i",endpoint="\#(Self.metrics.id)"}"#
        #expect(
            series() == [
                "persistence_operator_subscription_backlog_messages\(labels) 12",
                "persistence_operator_subscription_oldest_unacked_seconds\(labels) 35",
            ])
        daemon.show(try readiness([Self.metrics: Self.unseen]).readiness, instance: "i")
        #expect(series() == [])
        daemon.show(try readiness([Self.metrics: known]).readiness, instance: "i")
        daemon.forgetWork(instance: "i")
        #expect(series() == [])
    }
}
