import BusClients
import WriterSpecs

/// How a Kafka topic is kept, against what a bus needs.
struct KafkaTopicHealth {
    let use: HealthJudge.Use
    let facts: KafkaTopicFacts
    let settings: HealthSettings

    /// What Amazon MSK and Kafka's own documentation want of topics that must survive a broker.
    private static let wantedReplicas = 3
    /// Kept for this many times the outage window, messages cost more than they are good for.
    private static let wasteFactor = 7

    private var name: String {
        if case .kafkaTopic(let name) = use.resource { name } else { "" }
    }

    var remarks: [HealthJudge.Remark] {
        let copies = [underReplicated, replication].compactMap(\.self)
        guard let configuration = facts.configuration else { return copies + [unseen] }
        let others = [
            minimumInSync(configuration), retention(configuration), retentionBySize(configuration),
            compaction(configuration),
        ]
        return copies + others.compactMap(\.self)
    }

    // MARK: Copies

    private var underReplicated: HealthJudge.Remark? {
        guard facts.underReplicatedPartitions > 0 else { return nil }
        let count = facts.underReplicatedPartitions
        return HealthJudge.Remark(
            reason: .underReplicated,
            message: "\(count) \(count == 1 ? "partition" : "partitions") of the topic '\(name)' "
                + "\(count == 1 ? "has" : "have") replicas out of sync",
            seen: "\(count) with fewer replicas in sync than they have", wanted: "none",
            action: "see which brokers are down, full or slow")
    }

    private var replication: HealthJudge.Remark? {
        guard facts.replicas > 0, facts.replicas < Self.wantedReplicas else { return nil }
        return HealthJudge.Remark(
            reason: .replicationTooLow,
            message: facts.replicas == 1
                ? "the topic '\(name)' has a single replica: with its broker its messages are gone"
                : "the topic '\(name)' has only \(facts.replicas) replicas",
            seen: "replication factor \(facts.replicas)", wanted: "\(Self.wantedReplicas)",
            action: "raise it with kafka-reassign-partitions.sh (this operator never changes replication)")
    }

    private func minimumInSync(_ configuration: KafkaTopicConfiguration) -> HealthJudge.Remark? {
        guard let minimum = configuration.minimumInSync, facts.replicas > 1 else { return nil }
        let seen = "min.insync.replicas=\(minimum) with replication factor \(facts.replicas)"
        if minimum >= facts.replicas {
            return HealthJudge.Remark(
                reason: .minimumInSyncTooHigh,
                message:
                    "the topic '\(name)' refuses producers as soon as one broker is away, as in every rolling restart",
                seen: seen, wanted: "at most \(facts.replicas - 1)", action: "lower min.insync.replicas of '\(name)'")
        }
        guard minimum == 1, facts.replicas >= Self.wantedReplicas else { return nil }
        return HealthJudge.Remark(
            reason: .minimumInSyncTooLow,
            message:
                "the topic '\(name)' acknowledges messages that one broker alone may have: they can be lost with it",
            seen: seen, wanted: "2", action: "set min.insync.replicas=2 on '\(name)'")
    }

    // MARK: Retention

    private var isConsumed: Bool { !use.writers(as: .consume).isEmpty }

    private func retention(_ configuration: KafkaTopicConfiguration) -> HealthJudge.Remark? {
        guard isConsumed, let milliseconds = configuration.retentionMilliseconds else { return nil }
        let window = settings.outageWindow
        let wanted = "\(window.words) (--outage-window)"
        guard milliseconds >= 0 else {
            return long("for ever", seen: "retention.ms=\(milliseconds)", wanted)
        }
        let kept = Duration.milliseconds(milliseconds)
        let seen = "retention.ms=\(milliseconds) (\(kept.words))"
        if kept < window {
            return HealthJudge.Remark(
                reason: .retentionTooShort,
                message:
                    "the topic '\(name)' keeps messages for \(kept.words): what writers do not read within that is lost",
                seen: seen, wanted: "at least \(wanted)",
                action: "raise retention.ms of '\(name)', or say with --outage-window which outage it must survive")
        }
        return kept > window * Self.wasteFactor ? long("for \(kept.words)", seen: seen, wanted) : nil
    }

    private func long(_ time: String, seen: String, _ wanted: String) -> HealthJudge.Remark {
        HealthJudge.Remark(
            reason: .retentionLong,
            message:
                "the topic '\(name)' keeps messages \(time), far longer than the outage that it must survive: storage costs",
            seen: seen, wanted: "about \(wanted)", action: "lower retention.ms of '\(name)' unless you replay from it")
    }

    private func retentionBySize(_ configuration: KafkaTopicConfiguration) -> HealthJudge.Remark? {
        guard isConsumed, let bytes = configuration.retentionBytes, bytes >= 0 else { return nil }
        return HealthJudge.Remark(
            reason: .retentionBySize,
            message: "the topic '\(name)' deletes messages by size: with much traffic they are gone before their time",
            seen: "retention.bytes=\(bytes) a partition",
            wanted: "-1, or what \(settings.outageWindow.words) of traffic need",
            action: "set retention.bytes=-1 on '\(name)', or make sure that it is enough")
    }

    private func compaction(_ configuration: KafkaTopicConfiguration) -> HealthJudge.Remark? {
        guard let policy = configuration.cleanupPolicy, policy.split(separator: ",").contains("compact") else {
            return nil
        }
        return HealthJudge.Remark(
            reason: .topicCompacted,
            message: "the topic '\(name)' is compacted: of messages with the same key only the last is sure to be read",
            seen: "cleanup.policy=\(policy)", wanted: "delete", action: "set cleanup.policy=delete on '\(name)'")
    }

    private var unseen: HealthJudge.Remark {
        HealthJudge.Remark(
            reason: .configurationUnseen,
            message: "the configuration of the topic '\(name)' cannot be seen: nothing is known of its retention",
            seen: "no answer to DescribeConfigs", wanted: "its configuration",
            action: "grant DescribeConfigs on the topic to the principal that looks")
    }
}
