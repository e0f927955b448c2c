import BusClients
import Documents
import WriterSpecs

/// Decides what is made of what a look found. Pure.
struct BootstrapPlanner {
    let spec: ResolvedSpec
    let request: BootstrapRequest
    /// What is known of what the writers use, and of the topics of subscriptions.
    let readings: [WriterEndpoint.Resource: EndpointReading]
    /// What is known of the Kafka cluster; `nil`: nobody asked, or it cannot be seen.
    var survey: KafkaSurvey?

    /// The plan.
    var plan: BootstrapPlan {
        var plan = BootstrapPlan()
        for resource in resources where isNeeded(resource) {
            if let step = step(for: resource, after: plan.steps) { plan.steps.append(step) }
        }
        plan.notes = notes
        return plan
    }

    /// A subscription that is there needs its topic no more than a writer does.
    private func isNeeded(_ resource: WriterEndpoint.Resource) -> Bool {
        let used = spec.writers.flatMap(\.endpoints).map(\.resource)
        return used.contains(resource)
            || used.contains { user in
                readings[user]?.reason == .subscriptionMissing
                    && PubSubNeeds(spec, request).topics(of: user).contains(resource)
            }
    }

    /// What the writers use, and what their subscriptions need: topics first, each once, in the order of their names.
    var resources: [WriterEndpoint.Resource] {
        let used = Set(spec.writers.flatMap(\.endpoints).map(\.resource))
        return used.union(used.flatMap { PubSubNeeds(spec, request).topics(of: $0) }).sorted { left, right in
            (left.isSubscription ? 1 : 0, left.id) < (right.isSubscription ? 1 : 0, right.id)
        }
    }

    private func step(
        for resource: WriterEndpoint.Resource, after steps: [BootstrapPlan.Step]
    ) -> BootstrapPlan.Step? {
        guard let reading = readings[resource] else {
            return step(resource, .wait, .unseen, "nobody has looked at it", "run it again")
        }
        switch reading.reason {
        case .topicMissing, .subscriptionMissing: return creation(of: resource, after: steps)
        default: break
        }
        switch reading.readiness {
        case .ready: return growth(of: resource, reading)
        case .notReady: return step(resource, .refuse, .notReady, reading.message, reading.action)
        case .unknown:
            return step(
                resource, .wait, .unseen, "\(reading.message): nothing is made of what is not known", reading.action)
        }
    }

    private func creation(
        of resource: WriterEndpoint.Resource, after steps: [BootstrapPlan.Step]
    ) -> BootstrapPlan.Step {
        switch resource {
        case .kafkaTopic(let name): return creation(of: name, resource)
        case .pubSubTopic:
            return step(
                resource, .createPubSubTopic(pubSub(resource)), .missing,
                "the topic does not exist")
        case .pubSubSubscription(_, _, let topic):
            guard topic != nil else {
                return step(
                    resource, .refuse, .topicUnnamed, "nobody says of which topic it is", "name its topic in the spec")
            }
            let unmade = PubSubNeeds(spec, request).topics(of: resource).first { needed in
                readings[needed]?.readiness != .ready
                    && !steps.contains { $0.resource == needed && $0.isChange }
            }
            if let unmade {
                let isUnknown = readings[unmade]?.readiness != .notReady
                return step(
                    resource, isUnknown ? .wait : .refuse, .topicUnready, "\(unmade.id) is neither there nor made",
                    "see what is said of it")
            }
            let new = NewPubSubSubscription(
                retention: BootstrapRequest.retention,
                acknowledgementDeadline: BootstrapRequest.acknowledgementDeadline,
                deadLetterTopic: request.deadLetterTopic)
            return step(
                resource, .createSubscription(pubSub(resource), new), .missing,
                "the subscription does not exist")
        }
    }

    private func creation(of name: String, _ resource: WriterEndpoint.Resource) -> BootstrapPlan.Step {
        guard let survey else {
            return step(resource, .wait, .unseen, "the cluster as a whole cannot be seen", "run it again")
        }
        if let refusal = question(name, survey) ?? TopicReplication(request, survey).refusal {
            return step(resource, .refuse, refusal.reason, refusal.message, refusal.hint)
        }
        let new = NewKafkaTopic(
            name: name, partitions: request.partitions[name] ?? BootstrapRequest.defaultPartitions,
            replication: TopicReplication(request, survey).number,
            retentionMilliseconds: BootstrapRequest.retention.components.seconds * 1_000)
        return step(resource, .createTopic(new), .missing, "the topic does not exist")
    }

    /// Whether the name may be misspelled. Topics of the spec itself are meant to be as alike as they are.
    private func question(_ name: String, _ survey: KafkaSurvey) -> TopicReplication.Refusal? {
        guard !request.meant.contains(name) else { return nil }
        let own = Set(resources.compactMap { if case .kafkaTopic(let name) = $0 { name } else { nil } })
        let near = survey.topics.subtracting(own).filter { Suggestions.isTypo(name, of: $0) }.sorted()
        guard !near.isEmpty else { return nil }
        return TopicReplication.Refusal(
            reason: .likeAnother,
            message: "a topic with almost that name exists: "
                + (Suggestions.question(near) ?? "did you mean '\(near[0])'?"),
            hint: "correct the name in the spec, or say that it is meant: --create \(name)")
    }

    private func growth(of resource: WriterEndpoint.Resource, _ reading: EndpointReading) -> BootstrapPlan.Step? {
        guard case .kafkaTopic(let name) = resource, let wanted = request.partitions[name],
            let count = reading.partitions, wanted != count
        else { return nil }
        guard wanted > count else {
            return step(
                resource, .refuse, .wouldShrink,
                "it has \(count) partitions and is asked to have \(wanted): partitions are never taken away, since Kafka "
                    + "would lose what they hold", "ask for \(count) or more, or make another topic")
        }
        return step(
            resource, .addPartitions(topic: name, from: count, total: wanted), .partitionsAsked,
            "--partitions asks for \(wanted); from then on keys go to other partitions than before")
    }

    private var notes: [String] {
        guard let wanted = request.replication else { return [] }
        return resources.compactMap { resource in
            guard case .kafkaTopic(let name) = resource, case .topic(let facts)? = readings[resource]?.facts,
                facts.replicas != wanted
            else { return nil }
            return "the topic '\(name)' has \(facts.replicas) replicas and keeps them: replication is never changed"
        }
    }

    private func pubSub(_ resource: WriterEndpoint.Resource) -> PubSubResource {
        guard case .pubSub(let target) = BusQuery.target(resource, defaultProject: spec.googleCloudProject) else {
            return PubSubResource(.topic, project: nil, id: resource.id)
        }
        return target
    }

    private func step(
        _ resource: WriterEndpoint.Resource, _ action: BootstrapPlan.Action, _ reason: BootstrapReason,
        _ message: String, _ hint: String = ""
    ) -> BootstrapPlan.Step {
        BootstrapPlan.Step(
            resource: resource, action: action, reason: reason, message: message, hint: hint,
            writers: spec.writers.filter { $0.endpoints.contains { $0.resource == resource } }.map(\.name))
    }
}

extension WriterEndpoint.Resource {
    /// Whether it needs a topic to be there first.
    fileprivate var isSubscription: Bool {
        if case .pubSubSubscription = self { true } else { false }
    }
}
