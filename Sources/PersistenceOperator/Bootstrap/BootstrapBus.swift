import BusClients
import FoundationEssentials
import KubeClient
import Logging
import WriterSpecs

/// The bus of a spec while something is made on it: the look that every command has, and the makers beside it.
struct BootstrapBus: Sendable {
    /// Who makes things.
    private enum Maker: Sendable {
        case kafka(KafkaTopicMaker)
        case pubSub(PubSubMaker)
    }

    private let spec: ResolvedSpec
    private let probe: BusProbe
    private let maker: Maker
    private let timeout: Duration

    /// Puts together what the spec, the options, the environment and the Kafka secret say.
    ///
    /// - Throws: `BusUnseen` where that is not known well enough to try.
    init(
        _ spec: ResolvedSpec, settings: BusSettings, environment: [String: String], client: KubeClient?
    ) async throws(BusUnseen) {
        let host = BusObserver.host(environment)
        let access = KafkaAccess(
            settings: settings, environment: environment, host: host,
            secrets: CloudSecrets(environment: environment, kubernetes: ClusterSecrets.reader(client)),
            tokens: MSKTokens(environment: environment))
        let query = await BusQuery(spec, access: access, deadline: .now + settings.timeout)
        self.spec = spec
        timeout = settings.timeout
        switch query.cluster {
        case .failure(let refusal): throw BusUnseen(refusal.reading)
        case .success(.kafka(let cluster)):
            let probe = KafkaTopicProbe(
                cluster, tokens: access.tokens, host: host, staysConnected: true, logger: Logger(label: "kafka"))
            self.probe = .kafka(probe)
            maker = .kafka(
                KafkaTopicMaker(
                    cluster, tokens: access.tokens, observer: probe.observer, logger: Logger(label: "kafka")))
        case .success(.pubSub):
            let probe = PubSubProbe(environment: environment, host: host)
            self.probe = .pubSub(probe)
            maker = .pubSub(PubSubMaker(over: probe))
        }
    }

    /// Looks at each of them once, and changes nothing.
    func look(at resources: [WriterEndpoint.Resource]) async -> [WriterEndpoint.Resource: EndpointReading] {
        let targets = resources.map { ($0, BusQuery.target($0, defaultProject: spec.googleCloudProject)) }
        let answer = await probe.read(Set(targets.map(\.1)), timeout: timeout)
        return targets.reduce(into: [:]) { $0[$1.0] = answer.readings[$1.1] }
    }

    /// Looks at the Kafka cluster as a whole; `nil`: there is none.
    func survey() async throws(BusUnseen) -> KafkaSurvey? {
        guard case .kafka(let maker) = maker else { return nil }
        return try await maker.survey(timeout: timeout)
    }

    /// Does one step; `nil`: there is nothing to do.
    func make(_ action: BootstrapPlan.Action) async -> MakingOutcome? {
        switch (action, maker) {
        case (.createTopic(let topic), .kafka(let maker)): await maker.create(topic, timeout: timeout)
        case (.addPartitions(let topic, _, let total), .kafka(let maker)):
            await maker.addPartitions(to: topic, total: total, timeout: timeout)
        case (.createPubSubTopic(let topic), .pubSub(let maker)): await maker.createTopic(topic, timeout: timeout)
        case (.createSubscription(let subscription, let new), .pubSub(let maker)):
            await maker.createSubscription(subscription, new, timeout: timeout)
        default: nil
        }
    }

    /// Ends the connections.
    func close() async {
        await probe.close()
        if case .kafka(let maker) = maker { await maker.close() }
    }
}
