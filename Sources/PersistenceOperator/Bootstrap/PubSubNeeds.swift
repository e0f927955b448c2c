import WriterSpecs

/// The topics that a new subscription needs, as resources of their own.
struct PubSubNeeds {
    private let project: String?
    private let deadLetterTopic: String?

    init(_ spec: ResolvedSpec, _ request: BootstrapRequest) {
        project = spec.googleCloudProject
        deadLetterTopic = request.deadLetterTopic
    }

    /// The topic that it is of, and its dead-letter topic; empty for anything else.
    func topics(of resource: WriterEndpoint.Resource) -> [WriterEndpoint.Resource] {
        guard case .pubSubSubscription(let project, _, let topic) = resource else { return [] }
        return [topic, deadLetterTopic].compactMap { name in
            name.map { .pubSubTopic(named: $0, project: self.project ?? project) }
        }
    }
}
