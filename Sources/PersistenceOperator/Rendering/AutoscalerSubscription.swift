import WriterSpecs

/// How an autoscaler's metric selects a subscription: by label values, so by the short ID.
struct AutoscalerSubscription {
    /// The labels of the metric.
    let labels: [String: String]
    /// The field that names the subscription.
    let provenance: Provenance

    /// The largest length of a label value.
    private static let maximumLength = 63

    /// The subscription that `hpa_specs` names, else the one that the writer consumes.
    init(of writer: ResolvedWriter, spec: ResolvedSpec) throws(RenderHold) {
        let given = writer.spec.hpa?.subscription ?? ""
        let field =
            given.isEmpty
            ? writer.type.consumes.lazy.compactMap { writer.busFields[$0] }.first { !$0.value.isEmpty }
            : ResolvedField(given, from: writer.spec.positions.provenance(of: "hpa_specs.hpa_pubsub_subscription_id"))
        guard let field else {
            throw RenderHold(
                reason: "AutoscalerSubscriptionUnknown",
                message: "hpa_specs names no subscription, and none is known that the writer consumes; "
                    + "set hpa_pubsub_subscription_id")
        }
        let parts = field.value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isFull = parts.count == 4 && parts[0] == "projects" && parts[2] == "subscriptions"
        let id = isFull ? parts[3] : field.value
        guard id.utf8.count <= Self.maximumLength else {
            throw RenderHold(
                reason: "AutoscalerSubscriptionTooLong",
                message: "the subscription ID '\(id)' has \(id.utf8.count) characters; the autoscaler selects it by a "
                    + "label value, which has at most \(Self.maximumLength). Use a shorter ID, or remove hpa_specs")
        }
        var labels = ["resource.labels.subscription_id": id]
        if isFull, parts[1] != spec.googleCloudProject { labels["resource.labels.project_id"] = parts[1] }
        self.labels = labels
        provenance = field.provenance
    }
}
