import BusClients
import WriterSpecs

/// How a Pub/Sub subscription is kept, against what a bus needs.
struct SubscriptionHealth {
    let use: HealthJudge.Use
    let facts: PubSubSubscriptionFacts
    let settings: HealthSettings

    /// The service's least and default.
    private static let shortDeadline = Duration.seconds(10)

    private var name: String {
        if case .pubSubSubscription(_, let id, _) = use.resource { id } else { "" }
    }

    var remarks: [HealthJudge.Remark] {
        [expiration, retention, filter, deadline, deadLetter].compactMap(\.self)
    }

    private var expiration: HealthJudge.Remark? {
        guard let ttl = facts.expiresAfter else { return nil }
        return HealthJudge.Remark(
            reason: .subscriptionExpires,
            message:
                "the subscription '\(name)' deletes itself, with all that it holds, when nobody reads from it for \(ttl.words)",
            seen: "expires after \(ttl.words)", wanted: "never",
            action: "gcloud pubsub subscriptions update \(name) --expiration-period=never")
    }

    private var retention: HealthJudge.Remark? {
        let window = settings.outageWindow
        guard facts.retention < window else { return nil }
        return HealthJudge.Remark(
            reason: .retentionTooShort,
            message:
                "the subscription '\(name)' keeps messages for \(facts.retention.words): what writers do not read within "
                + "that is lost",
            seen: "message retention \(facts.retention.words)", wanted: "at least \(window.words) (--outage-window)",
            action: "gcloud pubsub subscriptions update \(name) --message-retention-duration=7d")
    }

    private var filter: HealthJudge.Remark? {
        guard !facts.filter.isEmpty else { return nil }
        return HealthJudge.Remark(
            reason: .subscriptionFiltered,
            message: "the subscription '\(name)' has a filter: messages that do not match never reach the writer",
            seen: "filter \(facts.filter)", wanted: "none",
            action: "a filter cannot be changed: make a subscription without one, unless it is meant")
    }

    private var deadline: HealthJudge.Remark? {
        guard facts.acknowledgementDeadline <= Self.shortDeadline else { return nil }
        return HealthJudge.Remark(
            reason: .acknowledgementDeadlineShort,
            message:
                "the subscription '\(name)' delivers a message again after \(facts.acknowledgementDeadline.words) unless the "
                + "writer asks for more time",
            seen: "ack deadline \(facts.acknowledgementDeadline.words)",
            wanted: "as long as a batch takes, such as 60 s",
            action: "gcloud pubsub subscriptions update \(name) --ack-deadline=60")
    }

    private var deadLetter: HealthJudge.Remark? {
        guard facts.deadLetterTopic == nil else { return nil }
        return HealthJudge.Remark(
            reason: .noDeadLetterPolicy,
            message:
                "the subscription '\(name)' has no dead-letter policy: a message that always fails is delivered for ever",
            seen: "no dead-letter topic", wanted: "a dead-letter topic",
            action: "gcloud pubsub subscriptions update \(name) --dead-letter-topic=TOPIC")
    }
}
