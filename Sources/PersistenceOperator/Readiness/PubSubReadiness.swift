import BusClients
import WriterSpecs

/// Reads the Pub/Sub topics and subscriptions of a spec.
struct PubSubReadiness: Sendable {
    let settings: BusSettings
    let environment: [String: String]
    let host: String

    /// Reads each of the resources that is Pub/Sub's.
    func read(
        _ resources: Set<WriterEndpoint.Resource>, of spec: ResolvedSpec
    ) async -> (readings: [WriterEndpoint.Resource: EndpointReading], observer: BusObserver) {
        let targets = resources.reduce(into: [WriterEndpoint.Resource: PubSubResource]()) { targets, resource in
            switch resource {
            case .kafkaTopic: break
            case .pubSubTopic(let project, let id):
                targets[resource] = PubSubResource(.topic, project: project, id: id)
            case .pubSubSubscription(let project, let id, let topic):
                targets[resource] = PubSubResource(.subscription(of: topic), project: project, id: id)
            }
        }
        let probe = PubSubProbe(project: spec.googleCloudProject, environment: environment, host: host)
        let (readings, observer) = await probe.read(Set(targets.values), timeout: settings.timeout)
        return (targets.compactMapValues { readings[$0] }, observer)
    }
}
