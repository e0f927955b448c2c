import Documents
import WriterSpecs

/// What every autoscaler of a writer has: the Deployment, the bounds and the target of `hpa_specs`, where absent and 0 differ.
struct AutoscalerBounds {
    let writer: ResolvedWriter
    let hpa: HPASpec

    /// The defaults of the tool that used to deploy these writers.
    static let defaults = (minReplicas: Int64(1), maxReplicas: Int64(10), targetAverageValue: Int64(5))

    /// The Deployment that is scaled.
    static func deployment(of writer: ResolvedWriter) -> ManifestNode {
        let name = OperatorLabels.nameProvenance(of: writer)
        return .map([
            "apiVersion": .leaf("apps/v1", name), "kind": .leaf("Deployment", name),
            "name": .leaf(.string(writer.name), name),
        ])
    }

    /// The least number of replicas.
    var minimum: ManifestNode { leaf(hpa.minReplicas, Self.defaults.minReplicas, "hpa_min_replicas") }

    /// The largest number of replicas.
    var maximum: ManifestNode { leaf(hpa.maxReplicas, Self.defaults.maxReplicas, "hpa_max_replicas") }

    /// Unread messages for each replica, as text.
    var target: ManifestNode {
        let isGiven = hpa.targetAverageValue != nil
        return .leaf(
            .string(String(hpa.targetAverageValue ?? Self.defaults.targetAverageValue)),
            isGiven
                ? provenance("hpa_target_average_value") : .operatorDefault("hpa_specs.hpa_target_average_value"))
    }

    /// Finds what no autoscaler can express.
    func check() throws(RenderHold) {
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
    }

    /// Where a field of `hpa_specs` comes from.
    func provenance(_ field: String) -> Provenance {
        writer.spec.positions.provenance(of: "hpa_specs.\(field)")
    }

    private func leaf(_ given: Int64?, _ fallback: Int64, _ field: String) -> ManifestNode {
        .leaf(
            .integer(given ?? fallback), given == nil ? .operatorDefault("hpa_specs.\(field)") : provenance(field))
    }
}
