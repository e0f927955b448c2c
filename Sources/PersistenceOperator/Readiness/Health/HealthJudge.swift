import BusClients
import WriterSpecs

/// Judges the health of a bus by what its readings know of it. Pure.
struct HealthJudge: Sendable {
    /// The writers, and what each needs.
    let spec: ResolvedSpec
    /// What was read.
    let readings: [WriterEndpoint.Resource: EndpointReading]
    /// What was read of consumer groups.
    var groups: [KafkaGroupQuery: KafkaGroupReading] = [:]
    /// What was read of the backlogs of subscriptions.
    var backlogs: [WriterEndpoint.Resource: PubSubBacklog] = [:]
    /// What Kafka's brokers told of themselves.
    let cluster: KafkaClusterFacts
    /// What is wanted.
    let settings: HealthSettings

    /// What a rule found, before it is known whom it concerns and how much it weighs.
    struct Remark {
        let reason: ReadinessReason
        let message: String
        let seen: String
        let wanted: String
        let action: String
        var provenance: Provenance?
    }

    /// All findings: of the cluster, of topics and subscriptions in the spec's order, and of writers; without those that are ignored.
    var findings: [BusFinding] {
        var findings = clusterRemarks.map { finding($0, nil, []) }
        if let remark = GroupHealth.remark(onUnknownGroupsOf: groupless) {
            findings.append(finding(remark, nil, groupless))
        }
        for unseen in unseenBacklogs {
            findings.append(
                finding(BacklogHealth.remark(onUnseen: unseen.subscriptions, unseen.cause), nil, unseen.writers))
        }
        for use in uses {
            findings += remarks(on: use).map { finding($0, use.resource, use.writers(as: nil)) }
        }
        for writer in spec.writers {
            findings += writer.endpoints.flatMap { endpoint in
                remarks(on: writer, endpoint).map { finding($0, endpoint.resource, [writer.name]) }
            }
        }
        return findings.filter { $0.severity != .ignored }
    }

    private func finding(_ remark: Remark, _ resource: WriterEndpoint.Resource?, _ writers: [String]) -> BusFinding {
        BusFinding(
            reason: remark.reason, severity: settings.severity(of: remark.reason), resource: resource,
            writers: writers, message: remark.message, seen: remark.seen, wanted: remark.wanted, action: remark.action,
            provenance: remark.provenance)
    }

    /// Writers that read topics which can be seen, with a group that nobody knows.
    private var groupless: [String] {
        spec.writers.filter { writer in
            writer.consumerGroup == nil
                && writer.endpoints.contains { endpoint in
                    guard endpoint.role == .consume, case .kafkaTopic = endpoint.resource else { return false }
                    return readings[endpoint.resource]?.readiness == .ready
                }
        }.map(\.name)
    }

    // MARK: Who uses what

    /// A topic or subscription, and who uses it as what.
    struct Use {
        let resource: WriterEndpoint.Resource
        var users: [(writer: String, role: WriterEndpoint.Role)]

        /// The writers that use it as that, each once; `nil`: as anything.
        func writers(as role: WriterEndpoint.Role?) -> [String] {
            var seen: Set<String> = []
            return users.filter { role == nil || $0.role == role }.map(\.writer).filter { seen.insert($0).inserted }
        }
    }

    private var uses: [Use] {
        var order: [WriterEndpoint.Resource] = []
        var uses: [WriterEndpoint.Resource: Use] = [:]
        for writer in spec.writers {
            for endpoint in writer.endpoints {
                if uses[endpoint.resource] == nil { order.append(endpoint.resource) }
                uses[endpoint.resource, default: Use(resource: endpoint.resource, users: [])].users
                    .append((writer.name, endpoint.role))
            }
        }
        return order.compactMap { uses[$0] }
    }

    /// Subscriptions whose backlog could not be seen, by cause: one permission may hide all of them.
    private var unseenBacklogs:
        [(cause: PubSubBacklog.Cause, subscriptions: [WriterEndpoint.Resource], writers: [String])]
    {
        var order: [PubSubBacklog.Cause] = []
        var unseen: [PubSubBacklog.Cause: [Use]] = [:]
        for use in uses {
            guard case .unknown(let cause) = backlogs[use.resource] else { continue }
            if unseen[cause] == nil { order.append(cause) }
            unseen[cause, default: []].append(use)
        }
        return order.map { cause in
            let uses = unseen[cause] ?? []
            let writers = Set(uses.flatMap { $0.writers(as: nil) })
            return (cause, uses.map(\.resource), spec.writers.map(\.name).filter(writers.contains))
        }
    }

    // MARK: Rules

    private var clusterRemarks: [Remark] {
        guard cluster.createsTopics == true else { return [] }
        return [
            Remark(
                reason: .topicsAutoCreated,
                message:
                    "the brokers create topics that do not exist: a misspelt name becomes a topic that nobody reads",
                seen: "auto.create.topics.enable=true", wanted: "false",
                action: "set auto.create.topics.enable=false on the brokers, and create topics on purpose")
        ]
    }

    private func remarks(on use: Use) -> [Remark] {
        switch readings[use.resource]?.facts {
        case .topic(let facts): KafkaTopicHealth(use: use, facts: facts, settings: settings).remarks
        case .subscription(let facts):
            SubscriptionHealth(use: use, facts: facts, settings: settings).remarks
                + BacklogHealth(resource: use.resource, backlog: backlogs[use.resource], retention: facts.retention)
                .remarks
        case nil: []
        }
    }

    private func remarks(on writer: ResolvedWriter, _ endpoint: WriterEndpoint) -> [Remark] {
        guard endpoint.role == .consume, case .kafkaTopic(let topic) = endpoint.resource,
            let reading = readings[endpoint.resource]
        else { return [] }
        let group = writer.groupQueries.first { $0.topic == topic }
        return ReplicaHealth(writer: writer, topic: topic, partitions: reading.partitions).remarks
            + (group.flatMap { query in groups[query].map { GroupHealth(query: query, reading: $0).remarks } } ?? [])
            + DeadLetterHealth(
                topic: topic, facts: reading.facts,
                deadLetters: writer.endpoints.filter { $0.role == .deadLetter }.map {
                    ($0.resource, readings[$0.resource]?.facts)
                }
            ).remarks
    }
}
