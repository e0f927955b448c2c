import BusClients
import FoundationEssentials
import WriterSpecs

/// Whom and what a spec asks on the bus.
struct BusQuery: Sendable {
    /// Whom, and as whom: what one client's connections serve.
    enum Cluster: Hashable, Sendable {
        case kafka(KafkaClientSettings)
        case pubSub
    }

    /// A topic or subscription, as its cluster is asked about it.
    enum Target: Hashable, Sendable {
        case kafkaTopic(String)
        case pubSub(PubSubResource)
        case kafkaGroup(KafkaGroupQuery)
    }

    /// What a cluster said.
    struct Answer: Sendable {
        var readings: [Target: EndpointReading]
        var groups: [KafkaGroupQuery: KafkaGroupReading] = [:]
        var backlogs: [PubSubResource: PubSubBacklog] = [:]
        var cluster = KafkaClusterFacts()
        var observer: BusObserver
    }

    private let spec: ResolvedSpec
    private let health: HealthSettings
    /// Whom to ask; a reading where that is not known well enough to try.
    let cluster: Result<Cluster, KafkaAccess.Refusal>
    /// Where the login comes from, and the login; `nil`: not from a store.
    let storedLogin: (secret: KafkaAccess.StoredSecret, credentials: KafkaCredentials?)?
    private let targetsByResource: [WriterEndpoint.Resource: Target]

    /// Puts together what the spec, the options, the environment and the Kafka secret say.
    ///
    /// - Parameter deadline: Until when reading the secret may take.
    init(_ spec: ResolvedSpec, access: KafkaAccess, deadline: ContinuousClock.Instant) async {
        self.spec = spec
        health = access.settings.health
        switch spec.backend {
        case .kafka:
            let route = await access.route(for: spec, deadline: deadline)
            cluster = route.map { .kafka($0.client) }
            storedLogin = (try? route.get()).flatMap { route in
                route.secret.map { (secret: $0, credentials: route.client.credentials) }
            }
        case .pubSub:
            cluster = .success(.pubSub)
            storedLogin = nil
        }
        var targets: [WriterEndpoint.Resource: Target] = [:]
        for resource in spec.writers.lazy.flatMap(\.endpoints).map(\.resource) where targets[resource] == nil {
            targets[resource] = Self.target(resource, defaultProject: spec.googleCloudProject)
        }
        targetsByResource = targets
    }

    /// How its cluster is asked about a topic or subscription.
    static func target(_ resource: WriterEndpoint.Resource, defaultProject: String?) -> Target {
        switch resource {
        case .kafkaTopic(let name): .kafkaTopic(name)
        case .pubSubTopic(let project, let id):
            .pubSub(PubSubResource(.topic, project: project, defaultProject: defaultProject, id: id))
        case .pubSubSubscription(let project, let id, let topic):
            .pubSub(
                PubSubResource(.subscription(of: topic), project: project, defaultProject: defaultProject, id: id))
        }
    }

    /// What the cluster is asked about.
    var targets: Set<Target> {
        Set(targetsByResource.values).union(spec.writers.flatMap(\.groupQueries).map(Target.kafkaGroup))
    }

    /// What is known of the spec's endpoints after an answer, which may be about more than this spec.
    func readiness(_ answer: Answer) -> BusReadiness {
        let groups = Set(spec.writers.flatMap(\.groupQueries))
        return readiness(
            targetsByResource.compactMapValues { answer.readings[$0] },
            answer.groups.filter { groups.contains($0.key) },
            targetsByResource.compactMapValues { target in
                if case .pubSub(let resource) = target { answer.backlogs[resource] } else { nil }
            },
            answer.cluster, answer.observer)
    }

    /// Whether the brokers refuse the login, which may have been changed.
    func isLoginRefused(_ answer: Answer) -> Bool {
        !answer.readings.isEmpty && answer.readings.values.allSatisfy { $0.reason == .authenticationFailed }
    }

    /// What is known where the cluster could not be tried.
    func readiness(_ refusal: KafkaAccess.Refusal) -> BusReadiness {
        readiness(
            targetsByResource.mapValues { _ in refusal.reading }, [:], [:], KafkaClusterFacts(),
            refusal.reading.observer)
    }

    private func readiness(
        _ readings: [WriterEndpoint.Resource: EndpointReading], _ groups: [KafkaGroupQuery: KafkaGroupReading],
        _ backlogs: [WriterEndpoint.Resource: PubSubBacklog], _ kafka: KafkaClusterFacts, _ observer: BusObserver
    ) -> BusReadiness {
        let judge = HealthJudge(
            spec: spec, readings: readings, groups: groups, backlogs: backlogs, cluster: kafka, settings: health)
        return BusReadiness(
            readings: readings.mapValues { $0.advising(spec) }, groups: groups, backlogs: backlogs,
            findings: judge.findings,
            health: health, observer: observer, time: Date())
    }
}

extension ResolvedWriter {
    /// The consumer group of each topic that it reads; empty where nobody knows the group.
    var groupQueries: [KafkaGroupQuery] {
        guard let group = consumerGroup?.value else { return [] }
        return endpoints.compactMap { endpoint in
            guard endpoint.role == .consume, case .kafkaTopic(let topic) = endpoint.resource else { return nil }
            return KafkaGroupQuery(group: group, topic: topic)
        }
    }
}
