import BusClients
import Logging

/// Asks one cluster of the bus, over connections that may stay open from look to look.
enum BusProbe: Sendable {
    case kafka(KafkaTopicProbe)
    case pubSub(PubSubProbe)

    /// Makes a probe; nothing is sent yet.
    ///
    /// - Parameter tokens: Makes those that `AWS_MSK_IAM` needs.
    init(
        _ cluster: BusQuery.Cluster, environment: [String: String], tokens: MSKTokens? = nil, host: String,
        staysConnected: Bool
    ) {
        switch cluster {
        case .kafka(let settings):
            self = .kafka(
                KafkaTopicProbe(
                    settings, tokens: tokens, host: host, staysConnected: staysConnected,
                    logger: Logger(label: "kafka")))
        case .pubSub:
            self = .pubSub(PubSubProbe(environment: environment, host: host))
        }
    }

    /// Looks at each target once. Never throws: what cannot be seen is `unknown` with its reason.
    ///
    /// - Parameter expected: Targets that later looks are about.
    func read(
        _ targets: Set<BusQuery.Target>, expecting expected: Set<BusQuery.Target> = [], timeout: Duration
    ) async -> BusQuery.Answer {
        switch self {
        case .kafka(let probe):
            let look = await probe.read(
                topics: Self.topics(targets), groups: Self.groups(targets), expecting: Self.topics(expected),
                timeout: timeout)
            return BusQuery.Answer(
                readings: Dictionary(uniqueKeysWithValues: look.readings.map { (.kafkaTopic($0.key), $0.value) }),
                groups: look.groups, cluster: look.cluster, observer: probe.observer)
        case .pubSub(let probe):
            let resources = targets.compactMap { if case .pubSub(let resource) = $0 { resource } else { nil } }
            let look = await probe.read(Set(resources), timeout: timeout)
            return BusQuery.Answer(
                readings: Dictionary(uniqueKeysWithValues: look.readings.map { (.pubSub($0.key), $0.value) }),
                backlogs: look.backlogs, observer: look.observer)
        }
    }

    /// Ends the connections that stay open.
    func close() async {
        // HTTP connections end with their client, which this value owns.
        if case .kafka(let probe) = self { await probe.close() }
    }

    private static func groups(_ targets: Set<BusQuery.Target>) -> Set<KafkaGroupQuery> {
        Set(targets.compactMap { if case .kafkaGroup(let query) = $0 { query } else { nil } })
    }

    private static func topics(_ targets: Set<BusQuery.Target>) -> Set<String> {
        Set(targets.compactMap { if case .kafkaTopic(let name) = $0 { name } else { nil } })
    }
}
