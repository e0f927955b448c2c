import Documents

extension SpecResolver {
    /// What shares its messages among all who read from it: a Pub/Sub subscription, or a consumer group on a Kafka topic.
    private struct Share: Hashable {
        let place: String
        let group: String?
        let description: String
    }

    /// Finds writers that would each get part of the messages.
    mutating func checkWiring(_ drafts: [WriterDraft]) {
        var readers: [Share: [WriterDraft]] = [:]
        for draft in drafts where draft.isKnownType {
            for endpoint in draft.endpoints where endpoint.role == .consume {
                switch endpoint.resource {
                case .pubSubSubscription(let project, let id, _):
                    let share = Share(
                        place: "\(project ?? "")/\(id)", group: nil,
                        description: "the subscription \(Quoting.quoted(id))")
                    readers[share, default: []].append(draft)
                case .kafkaTopic(let topic):
                    let group = draft.consumerGroup?.value
                    let description =
                        "the topic \(Quoting.quoted(topic))"
                        + (group.map { " in the group \(Quoting.quoted($0))" } ?? "")
                    readers[Share(place: topic, group: group, description: description), default: []].append(draft)
                case .pubSubTopic: break
                }
            }
        }
        checkUnknownProjects(drafts)
        for (share, drafts) in readers where drafts.count > 1 {
            let splits = backend.backend == .pubSub || share.group != nil
            check(drafts, sharing: share.description, splits: splits)
        }
    }

    /// Finds subscriptions of one ID where the project of one is not known: they may be the same.
    private mutating func checkUnknownProjects(_ drafts: [WriterDraft]) {
        guard backend.backend == .pubSub, googleCloudProject == nil else { return }
        var unknown: [String: [WriterDraft]] = [:]
        var known: [String: [WriterDraft]] = [:]
        for draft in drafts where draft.isKnownType {
            for endpoint in draft.endpoints where endpoint.role == .consume {
                guard case .pubSubSubscription(let project, let id, _) = endpoint.resource else { continue }
                if project == nil {
                    unknown[id, default: []].append(draft)
                } else {
                    known[id, default: []].append(draft)
                }
            }
        }
        for (id, drafts) in unknown {
            for draft in drafts {
                guard let other = known[id]?.first(where: { $0.type?.job != draft.type?.job }) else { continue }
                add(
                    .warning, "possible-split", draft.spec.positions, "bus_subscriber_type", .writer(draft.index),
                    "\(other.spec.positions.path) (\(other.type?.name ?? "")) reads from a subscription \(Quoting.quoted(id)) "
                        + "too: it may be the same subscription, and each would get part of the messages",
                    hint: "say google_cloud_project")
            }
        }
    }

    private mutating func check(_ drafts: [WriterDraft], sharing share: String, splits: Bool) {
        let byJob = Dictionary(grouping: drafts) { $0.type?.job ?? "" }
        if splits, byJob.count > 1 {
            for draft in drafts {
                guard let other = drafts.first(where: { $0.type?.job != draft.type?.job }) else { continue }
                add(
                    .error, "split-messages", draft.spec.positions, "bus_subscriber_type", .writer(draft.index),
                    "\(other.spec.positions.path) (\(other.type?.name ?? "")) reads from \(share) too: each gets part of the messages",
                    hint: backend.backend == .pubSub
                        ? "give each job a subscription of its own" : "give each job a consumer group of its own")
            }
        }
        for sharers in byJob.values where sharers.count > 1 {
            guard let first = sharers.first else { continue }
            for draft in sharers.dropFirst() {
                add(
                    .warning, "same-job", draft.spec.positions, "bus_subscriber_type", .writer(draft.index),
                    "\(first.spec.positions.path) (\(first.type?.name ?? "")) does the same job on \(share)",
                    hint: "raise the replicas of one instead, unless this is a migration")
            }
        }
    }

    /// Finds topics that some writer fills and none reads, and the other way round.
    mutating func checkPipelines(_ drafts: [WriterDraft]) {
        // What a type that is not known reads and writes is not known either.
        guard drafts.allSatisfy(\.isKnownType) else { return }
        let producedByAny = Set(catalogue.types.values.flatMap(\.produces))
        let consumedByAny = Set(catalogue.types.values.flatMap(\.consumes))
        let produced = Set(drafts.flatMap { $0.type?.produces ?? [] })
        let consumed = Set(drafts.flatMap { $0.type?.consumes ?? [] })
        for topic in produced.sorted() {
            let subscriptions = consumedByAny.filter { $0.topicField == topic }
            guard !subscriptions.isEmpty, consumed.isDisjoint(with: subscriptions) else { continue }
            halfPipeline(
                drafts, "nobody here reads what it writes to '\(topic.rawValue)'",
                wanted: typeNames { !subscriptions.isDisjoint(with: $0.consumes) }
            ) { $0.produces.contains(topic) }
        }
        for subscription in consumed.sorted() {
            guard let topic = subscription.topicField, producedByAny.contains(topic), !produced.contains(topic) else {
                continue
            }
            halfPipeline(
                drafts, "nobody here writes to '\(topic.rawValue)', which it reads through '\(subscription.rawValue)'",
                wanted: typeNames { $0.produces.contains(topic) }
            ) { $0.consumes.contains(subscription) }
        }
    }

    private mutating func halfPipeline(
        _ drafts: [WriterDraft], _ message: String, wanted: [String], isMeant: (WriterType) -> Bool
    ) {
        guard let draft = drafts.first(where: { $0.type.map(isMeant) == true }) else { return }
        add(
            .warning, "half-pipeline", draft.spec.positions, "bus_subscriber_type", .writer(draft.index), message,
            hint: "the other half is \(wanted.joined(separator: " or "))")
    }

    private func typeNames(_ isMeant: (WriterType) -> Bool) -> [String] {
        catalogue.types.values.filter(isMeant).map(\.name).sorted()
    }
}
