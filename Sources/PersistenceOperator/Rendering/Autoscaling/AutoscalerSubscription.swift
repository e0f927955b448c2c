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
        for (label, value) in labels.sorted(by: { $0.key < $1.key }) where !Self.isLabelValue(value) {
            throw RenderHold(
                reason: "AutoscalerSubscriptionNotLabelValue",
                message: "the autoscaler selects the subscription by the label value \(label)='\(value)', and "
                    + "Kubernetes takes letters, digits, '-', '_' and '.' only, with a letter or digit at both ends. "
                    + "Use another subscription, or remove hpa_specs")
        }
        self.labels = labels
        provenance = field.provenance
    }

    /// Whether Kubernetes takes the text as a label's value (k8s.io/apimachinery/pkg/util/validation).
    private static func isLabelValue(_ text: String) -> Bool {
        let isEnd = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                true
            default: false
            }
        }
        guard let first = text.utf8.first, let last = text.utf8.last else { return true }
        return text.utf8.count <= maximumLength && isEnd(first) && isEnd(last)
            && text.utf8.allSatisfy { isEnd($0) || "-_.".utf8.contains($0) }
    }
}
