import WriterSpecs

extension WriterEndpoint {
    /// A stable text for the inventory: `consume kafka:result-bus-1`, `produce pubsub-topic:project/metrics-bus`.
    public var id: String { "\(role.rawValue) \(resource.id)" }
}

extension WriterEndpoint.Resource {
    /// A stable text without the role; the topic that a subscription belongs to is not part of it.
    public var id: String {
        switch self {
        case .kafkaTopic(let name): "kafka:\(name)"
        case .pubSubTopic(let project, let id): "pubsub-topic:\(project ?? "-")/\(id)"
        case .pubSubSubscription(let project, let id, _): "pubsub-subscription:\(project ?? "-")/\(id)"
        }
    }
}
