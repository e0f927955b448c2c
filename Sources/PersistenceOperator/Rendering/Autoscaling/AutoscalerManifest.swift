import Documents
import KubeClient
import WriterSpecs

/// A writer's HorizontalPodAutoscaler on the undelivered messages of a Pub/Sub subscription.
struct AutoscalerManifest {
    let writer: ResolvedWriter
    let spec: ResolvedSpec
    let settings: RenderSettings
    let apiVersions: APIVersions
    let hpa: HPASpec

    private var bounds: AutoscalerBounds { AutoscalerBounds(writer: writer, hpa: hpa) }

    private static let rule = Provenance.operatorDefault("hpa_specs.metric")

    /// Whether the autoscaler's minimum is raised, since the server refuses 0.
    private var isMinimumRaised: Bool {
        hpa.minReplicas == 0 && !apiVersions.servesScaleToZero && !settings.hpaScaleToZero
    }

    /// What somebody should look at.
    var warnings: [RenderWarning] {
        guard isMinimumRaised else { return [] }
        return [
            RenderWarning(
                reason: "AutoscalerMinimumRaised",
                message: "hpa_min_replicas is 0, which Kubernetes \(apiVersions.server) refuses unless its "
                    + "feature gate HPAScaleToZero is on; rendered as 1. If the gate is on, use --hpa-scale-to-zero",
                provenance: bounds.provenance("hpa_min_replicas"))
        ]
    }

    /// The object, without `apiVersion`, `kind`, name and namespace.
    func node() throws(RenderHold) -> ManifestNode {
        try bounds.check()
        guard apiVersions.horizontalPodAutoscaler != nil else {
            throw RenderHold(
                reason: "AutoscalerNotServed",
                message: "the API server has neither autoscaling/v2 nor autoscaling/v2beta2; remove hpa_specs")
        }
        let subscription = try AutoscalerSubscription(of: writer, spec: spec)
        return .map([
            "metadata": .map(["labels": OperatorLabels.node(of: writer, settings: settings)]),
            "spec": .map([
                "scaleTargetRef": AutoscalerBounds.deployment(of: writer),
                "minReplicas": isMinimumRaised ? .leaf(1, bounds.provenance("hpa_min_replicas")) : bounds.minimum,
                "maxReplicas": bounds.maximum,
                "metrics": .list([.init(step: .index(0), node: metric(of: subscription))]),
            ]),
        ])
    }

    private func metric(of subscription: AutoscalerSubscription) -> ManifestNode {
        return .map([
            "type": .leaf("External", Self.rule),
            "external": .map([
                "metric": .map([
                    "name": .leaf("pubsub.googleapis.com|subscription|num_undelivered_messages", Self.rule),
                    "selector": .map(["matchLabels": .strings(subscription.labels, from: subscription.provenance)]),
                ]),
                "target": .map([
                    "type": .leaf("AverageValue", Self.rule),
                    "averageValue": bounds.target,
                ]),
            ]),
        ])
    }
}
