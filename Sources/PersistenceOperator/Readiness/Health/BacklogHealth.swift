import BusClients
import WriterSpecs

/// Whether writers keep up with a subscription: messages that nobody acknowledges are deleted when their time is over.
struct BacklogHealth {
    let resource: WriterEndpoint.Resource
    let backlog: PubSubBacklog?
    /// How long the subscription keeps what nobody acknowledges.
    let retention: Duration

    var remarks: [HealthJudge.Remark] {
        guard case .known(let messages, let oldest) = backlog, messages > 0, oldest * 4 > retention * 3 else {
            return []
        }
        let name = Self.name(resource)
        return [
            HealthJudge.Remark(
                reason: .lagOutlastsRetention,
                message: "at this backlog messages of \(name) will be lost before they are read",
                seen: "\(messages) messages, the oldest published \(oldest.words) ago",
                wanted: "none older than three quarters of its message retention of \(retention.words)",
                action: "raise its message retention now (31 d at most), then add replicas or find what is slow")
        ]
    }

    /// One remark for all subscriptions that share the cause.
    static func remark(
        onUnseen subscriptions: [WriterEndpoint.Resource], _ cause: PubSubBacklog.Cause
    ) -> HealthJudge.Remark {
        let names = subscriptions.count == 1 ? name(subscriptions[0]) : "\(subscriptions.count) subscriptions"
        return HealthJudge.Remark(
            reason: .backlogUnseen, message: "the backlog of \(names) is not known: \(cause.why)",
            seen: "unknown", wanted: "messages, and the age of the oldest", action: cause.action)
    }

    private static func name(_ resource: WriterEndpoint.Resource) -> String {
        if case .pubSubSubscription(_, let id, _) = resource { "the subscription '\(id)'" } else { resource.id }
    }
}
