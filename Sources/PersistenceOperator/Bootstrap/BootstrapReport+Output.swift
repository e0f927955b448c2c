import BusClients
import Documents
import WriterSpecs

extension BootstrapReport {
    /// The report in a format.
    public func text(_ format: PlanFormat) -> String {
        switch format {
        case .text: text
        case .json: json.text(pretty: true) + "\n"
        }
    }

    private var text: String {
        var lines: [String] = []
        for step in plan.steps {
            let standing = standing(of: step)
            lines.append("\(standing.word): \(step.what) (\(step.reason.rawValue)): \(standing.message)")
            if !standing.hint.isEmpty { lines.append("    to do: \(standing.hint)") }
            if !step.writers.isEmpty { lines.append("    writers: \(WriterStatus.list(step.writers))") }
        }
        lines += plan.notes.map { "note: \($0)" }
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        guard !plan.steps.isEmpty else { return "nothing is missing: no change" }
        let words = plan.steps.map { standing(of: $0).word }
        let counts = [
            "done", "done by another", "planned", "refused", "unknown", "failed", "not seen yet", "not begun",
        ]
        .map { word in (words.count { $0 == word }, word) }.filter { $0.0 > 0 }
        return counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// The report as data: `kind: BootstrapReport`. Codes and member names are stable.
    public var json: JSONValue {
        [
            "apiVersion": "persistence-operator.io/v1alpha1", "kind": "BootstrapReport", "dryRun": .bool(isDryRun),
            "steps": .array(plan.steps.map(json)), "notes": .array(plan.notes.map { .string($0) }),
        ]
    }

    private func json(_ step: BootstrapPlan.Step) -> JSONValue {
        let standing = standing(of: step)
        var value: JSONValue = [
            "endpoint": .string(step.resource.id), "action": .string(step.actionWord),
            "code": .string(step.reason.rawValue), "state": .string(standing.word),
            "message": .string(standing.message), "writers": .array(step.writers.map { .string($0) }),
        ]
        value["outcome"] = outcomes[step.resource].map { .string($0.result.rawValue) }
        if !standing.hint.isEmpty { value["todo"] = .string(standing.hint) }
        switch step.action {
        case .createTopic(let topic):
            value["partitions"] = .integer(Int64(topic.partitions))
            value["replication"] = .integer(Int64(topic.replication))
            value["retentionMilliseconds"] = .integer(topic.retentionMilliseconds)
        case .addPartitions(_, _, let total): value["partitions"] = .integer(Int64(total))
        default: break
        }
        return value
    }
}

extension BootstrapPlan.Step {
    fileprivate var actionWord: String {
        switch action {
        case .createTopic, .createPubSubTopic, .createSubscription: "create"
        case .addPartitions: "addPartitions"
        case .refuse: "refuse"
        case .wait: "wait"
        }
    }

    /// What is done to what, with its numbers.
    fileprivate var what: String {
        switch action {
        case .createTopic(let topic):
            "create \(resource.id) with \(topic.partitions) partitions, \(topic.replication) "
                + "\(topic.replication == 1 ? "replica" : "replicas"), retention.ms=\(topic.retentionMilliseconds)"
        case .createPubSubTopic, .createSubscription: "create \(resource.id)"
        case .addPartitions(_, let count, let total): "give \(resource.id) \(total) partitions instead of \(count)"
        case .refuse, .wait: resource.id
        }
    }
}
