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

    /// The defaults of the tool that used to deploy these writers.
    static let defaults = (minReplicas: Int64(1), maxReplicas: Int64(10), targetAverageValue: Int64(5))

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
                provenance: provenance("hpa_min_replicas"))
        ]
    }

    /// The object, without `apiVersion`, `kind`, name and namespace.
    func node() throws(RenderHold) -> ManifestNode {
        try check()
        let subscription = try AutoscalerSubscription(of: writer, spec: spec)
        let name = OperatorLabels.nameProvenance(of: writer)
        let minimum = leaf(hpa.minReplicas, Self.defaults.minReplicas, "hpa_min_replicas")
        return .map([
            "metadata": .map(["labels": OperatorLabels.node(of: writer, settings: settings)]),
            "spec": .map([
                "scaleTargetRef": .map([
                    "apiVersion": .leaf("apps/v1", name), "kind": .leaf("Deployment", name),
                    "name": .leaf(.string(writer.name), name),
                ]),
                "minReplicas": isMinimumRaised ? .leaf(1, provenance("hpa_min_replicas")) : minimum,
                "maxReplicas": leaf(hpa.maxReplicas, Self.defaults.maxReplicas, "hpa_max_replicas"),
                "metrics": .list([.init(step: .index(0), node: metric(of: subscription))]),
            ]),
        ])
    }

    /// Finds what Kubernetes cannot express.
    private func check() throws(RenderHold) {
        let minimum = hpa.minReplicas ?? Self.defaults.minReplicas
        let maximum = hpa.maxReplicas ?? Self.defaults.maxReplicas
        if maximum == 0 {
            throw RenderHold(
                reason: "AutoscalerMaximumZero",
                message: "hpa_max_replicas is 0, which Kubernetes cannot express; the writer is left as it is. "
                    + "Set a maximum of at least 1, or remove hpa_specs")
        }
        if minimum > maximum {
            throw RenderHold(
                reason: "AutoscalerMinimumAboveMaximum",
                message: "the autoscaler's minimum of \(minimum) is above its maximum of \(maximum)"
                    + (hpa.maxReplicas == nil ? ", the default; set hpa_max_replicas" : ""))
        }
        if let target = hpa.targetAverageValue, target < 1 {
            throw RenderHold(
                reason: "AutoscalerTargetNotPositive",
                message: "hpa_target_average_value is \(target); Kubernetes needs at least 1")
        }
        if apiVersions.horizontalPodAutoscaler == nil {
            throw RenderHold(
                reason: "AutoscalerNotServed",
                message: "the API server has neither autoscaling/v2 nor autoscaling/v2beta2; remove hpa_specs")
        }
    }

    private func metric(of subscription: AutoscalerSubscription) -> ManifestNode {
        let target = hpa.targetAverageValue ?? Self.defaults.targetAverageValue
        let isGiven = hpa.targetAverageValue != nil
        return .map([
            "type": .leaf("External", Self.rule),
            "external": .map([
                "metric": .map([
                    "name": .leaf("pubsub.googleapis.com|subscription|num_undelivered_messages", Self.rule),
                    "selector": .map(["matchLabels": .strings(subscription.labels, from: subscription.provenance)]),
                ]),
                "target": .map([
                    "type": .leaf("AverageValue", Self.rule),
                    "averageValue": .leaf(
                        .string(String(target)),
                        isGiven
                            ? provenance("hpa_target_average_value")
                            : .operatorDefault("hpa_specs.hpa_target_average_value")),
                ]),
            ]),
        ])
    }

    private func leaf(_ given: Int64?, _ fallback: Int64, _ field: String) -> ManifestNode {
        .leaf(
            .integer(given ?? fallback), given == nil ? .operatorDefault("hpa_specs.\(field)") : provenance(field))
    }

    private func provenance(_ field: String) -> Provenance {
        writer.spec.positions.provenance(of: "hpa_specs.\(field)")
    }
}
