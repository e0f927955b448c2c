import BusClients
import Testing
import WriterSpecs

@testable import PersistenceOperator

/// What is made of what a look found.
@Suite struct BootstrapPlannerTests {
    private static let observer = BusObserver(principal: "User:operator", host: "pod-1", cluster: "b-1:9096")
    private static let defaults = KafkaClusterFacts(defaultReplication: 3, defaultMinimumInSync: 2)

    private func reading(
        _ reason: ReadinessReason, partitions: Int? = nil, replicas: Int? = nil
    ) -> EndpointReading {
        EndpointReading(
            reason, "message", action: "action", partitions: partitions,
            facts: replicas.map { .topic(KafkaTopicFacts(replicas: $0)) }, observer: Self.observer)
    }

    /// The plan where `result-bus-1` and `dlq-1` are there with 12 partitions and three replicas.
    private func plan(
        _ reason: ReadinessReason = .topicMissing, partitions: Int? = nil, request: BootstrapRequest = .init(),
        others: Set<String> = [], brokers: Int = 3, absent: [Int32] = [], defaults: KafkaClusterFacts = defaults
    ) throws -> BootstrapPlan {
        let there = reading(.ready, partitions: 12, replicas: 3)
        let readings: [WriterEndpoint.Resource: EndpointReading] = [
            .kafkaTopic("metrics-bus-1"): reading(reason, partitions: partitions),
            .kafkaTopic("result-bus-1"): there, .kafkaTopic("dlq-1"): there,
        ]
        let survey = KafkaSurvey(
            topics: others.union(["result-bus-1", "dlq-1"]), brokers: brokers, absentBrokers: absent,
            defaults: defaults)
        return BootstrapPlanner(spec: try SpecFixture.kafka(), request: request, readings: readings, survey: survey)
            .plan
    }

    @Test("a missing topic gets 12 partitions, a week of retention and the brokers' replication")
    func creation() throws {
        let plan = try plan()
        #expect(plan.steps.map(\.reason) == [.missing])
        #expect(
            plan.steps.first?.action
                == .createTopic(
                    NewKafkaTopic(
                        name: "metrics-bus-1", partitions: 12, replication: 3, retentionMilliseconds: 604_800_000)))
        #expect(plan.exitStatus == .changes)
    }

    @Test("where all is there nothing is planned")
    func nothing() throws {
        let plan = try plan(.ready, partitions: 12)
        #expect(plan.steps == [])
        #expect(plan.exitStatus == .success)
    }

    @Test(
        "nothing is made of what is not known, nor of what is wrong in another way",
        arguments: [
            (ReadinessReason.timedOut, BootstrapPlan.Action.wait, BootstrapReason.unseen),
            (.notAuthorized, .refuse, .notReady), (.noLeader, .refuse, .notReady), (.invalidName, .refuse, .notReady),
        ])
    func otherReadings(reason: ReadinessReason, action: BootstrapPlan.Action, code: BootstrapReason) throws {
        let plan = try plan(reason)
        #expect(plan.steps.map(\.action) == [action])
        #expect(plan.steps.map(\.reason) == [code])
        #expect(plan.exitStatus == (action == .wait ? .tryAgain : .held))
    }

    @Test(
        "a name one typo away from another topic is questioned",
        arguments: [
            ("metrics-bus-2", true), ("metrics-bus1", true), ("metrics-bsu-1", true), ("Metrics-bus-1", true),
            ("metrics-bus-21", true), ("metrics-bus-22", false), ("other", false),
        ])
    func typos(other: String, isQuestioned: Bool) throws {
        let step = try #require(try plan(others: [other]).steps.first)
        #expect(step.reason == (isQuestioned ? .likeAnother : .missing))
        #expect(step.message.contains("did you mean '\(other)'?") == isQuestioned)
        let meant = try plan(request: BootstrapRequest(meant: ["metrics-bus-1"]), others: [other])
        #expect(meant.steps.map(\.reason) == [.missing])
    }

    @Test("topics of one spec may be as alike as they are: a run that was cut off does not question itself")
    func alikeInOneSpec() throws {
        let spec = try SpecFixture.resolve(
            """
            {"common_persistence_specs": {
              "bus_backend": "KAFKA", "namespace": "ns", "service_account_name": "sa", "kafka_dlq_topic": "bus-2",
              "bus_writer_image_go": "go:1", "metrics_bus_topic_id": "bus-1"},
             "kafka_bootstrap_servers": "b-1:9096",
             "writers": [{"bus_subscriber_type": "GO_METRICS_BUS_WRITER"}]}
            """)
        let plan = BootstrapPlanner(
            spec: spec, request: .init(),
            readings: [
                .kafkaTopic("bus-1"): reading(.topicMissing),
                .kafkaTopic("bus-2"): reading(.ready, partitions: 12, replicas: 3),
            ], survey: KafkaSurvey(topics: ["bus-2"], brokers: 3, defaults: Self.defaults)
        ).plan
        #expect(plan.steps.map(\.reason) == [.missing])
    }

    @Test("brokers that would lose messages, or cannot hold the replicas, are refused")
    func replication() throws {
        func reason(
            _ replication: Int? = nil, brokers: Int = 3, absent: [Int32] = [],
            facts: KafkaClusterFacts = Self.defaults
        ) throws -> BootstrapReason? {
            try plan(
                request: BootstrapRequest(replication: replication), brokers: brokers, absent: absent, defaults: facts
            )
            .steps.first?.reason
        }
        let one = KafkaClusterFacts(defaultReplication: 1, defaultMinimumInSync: 1)
        #expect(try reason(facts: one) == .replicationTooLow)
        #expect(try reason(1, facts: one) == .missing)
        #expect(try reason(facts: KafkaClusterFacts()) == .replicationUnseen)
        #expect(try reason(3, facts: KafkaClusterFacts()) == .missing)
        #expect(try reason(brokers: 2) == .brokersMissing)
        #expect(try reason(2, brokers: 2) == .missing)
        #expect(try reason(3, brokers: 2) == .brokersMissing)
        #expect(try reason(absent: [4]) == .brokersMissing)
        #expect(try reason(3, absent: [4]) == .missing)
        #expect(try reason(1) == .minimumInSyncTooHigh)
    }

    @Test("partitions are added only to the topic that is named, and never taken away")
    func partitions() throws {
        let more = try plan(.ready, partitions: 12, request: BootstrapRequest(partitions: ["metrics-bus-1": 24]))
        #expect(more.steps.map(\.action) == [.addPartitions(topic: "metrics-bus-1", from: 12, total: 24)])
        let same = try plan(.ready, partitions: 12, request: BootstrapRequest(partitions: ["metrics-bus-1": 12]))
        #expect(same.steps == [])
        let fewer = try plan(.ready, partitions: 12, request: BootstrapRequest(partitions: ["metrics-bus-1": 6]))
        #expect(fewer.steps.map(\.reason) == [.wouldShrink])
        #expect(fewer.exitStatus == .held)
    }

    @Test("the replication of a topic that is there is never changed, and that is said")
    func keptReplication() throws {
        let plan = try plan(.ready, partitions: 12, request: BootstrapRequest(replication: 2))
        #expect(plan.steps == [])
        #expect(plan.notes.contains("the topic 'dlq-1' has 3 replicas and keeps them: replication is never changed"))
    }

    @Test("without a view of the cluster no topic is made")
    func unseenCluster() throws {
        let planner = BootstrapPlanner(
            spec: try SpecFixture.kafka(), request: .init(),
            readings: [.kafkaTopic("metrics-bus-1"): reading(.topicMissing)])
        #expect(planner.plan.steps.map(\.action) == [.wait, .wait, .wait])
        #expect(planner.plan.exitStatus == .tryAgain)
    }

    @Test("a missing subscription comes after its topic, and one that is there needs no topic")
    func subscriptions() throws {
        let spec = try SpecFixture.pubSub()
        func plan(
            _ topic: ReadinessReason, _ subscription: ReadinessReason, consumedTopic: ReadinessReason = .ready
        ) -> BootstrapPlan {
            let all = BootstrapPlanner(spec: spec, request: .init(), readings: [:]).resources
            let readings = all.map { resource -> (WriterEndpoint.Resource, EndpointReading) in
                switch resource.id {
                case "pubsub-topic:project-1/metrics-bus": (resource, reading(topic))
                case "pubsub-subscription:project-1/metrics-sub": (resource, reading(subscription))
                case "pubsub-topic:project-1/result-bus": (resource, reading(consumedTopic))
                default: (resource, reading(.ready))
                }
            }
            return BootstrapPlanner(
                spec: spec, request: .init(), readings: Dictionary(uniqueKeysWithValues: readings)
            ).plan
        }
        let both = plan(.topicMissing, .subscriptionMissing)
        #expect(
            both.steps.map(\.resource.id) == [
                "pubsub-topic:project-1/metrics-bus", "pubsub-subscription:project-1/metrics-sub",
            ])
        #expect(both.steps.map(\.reason) == [.missing, .missing])
        #expect(plan(.ready, .subscriptionMissing).steps.map(\.reason) == [.missing])
        let unseen = plan(.permissionDenied, .subscriptionMissing)
        #expect(unseen.steps.map(\.reason) == [.unseen, .topicUnready])
        #expect(unseen.exitStatus == .tryAgain)
        // Nobody writes to result-bus here: who reads its subscription does not need to see it.
        #expect(plan(.ready, .ready, consumedTopic: .permissionDenied).steps == [])
    }

    @Test("options that do not fit the spec are wrong usage")
    func usage() throws {
        for request in [
            BootstrapRequest(partitions: ["metrics-bus-2": 3]), BootstrapRequest(meant: ["other"]),
            BootstrapRequest(deadLetterTopic: "dead"),
        ] {
            #expect(throws: UsageError.self) { try request.check(against: SpecFixture.kafka()) }
        }
        for request in [
            BootstrapRequest(replication: 3), BootstrapRequest(partitions: ["metrics-bus": 3]),
            BootstrapRequest(meant: ["metrics-bus"]),
        ] {
            #expect(throws: UsageError.self) { try request.check(against: SpecFixture.pubSub()) }
        }
        for text in ["a", "a=", "=1", "a=0", "a=1=2", "a=-1"] {
            #expect(throws: UsageError.self, "\(text)") {
                try BootstrapRequest(replication: nil, partitions: [text], meant: [], deadLetterTopic: nil)
            }
        }
        #expect(throws: UsageError.self) {
            try BootstrapRequest(replication: nil, partitions: ["a=1", "a=2"], meant: [], deadLetterTopic: nil)
        }
    }
}
