import Documents
import WriterSpecs

/// A writer's PodDisruptionBudget.
enum DisruptionBudgetManifest {
    /// The budget, or `nil` where the spec asks for none.
    static func node(of writer: ResolvedWriter, settings: RenderSettings, apiVersions: APIVersions) -> ManifestNode? {
        let bounds = [
            ("minAvailable", "pdb_min_available", writer.spec.pdbMinAvailable),
            ("maxUnavailable", "pdb_max_unavailable", writer.spec.pdbMaxUnavailable),
        ]
        var budget: [String: ManifestNode] = [:]
        for (name, field, value) in bounds {
            guard let value, !value.isEmpty else { continue }
            budget[name] = .leaf(intOrPercent(value), writer.spec.positions.provenance(of: field))
        }
        guard !budget.isEmpty else { return nil }
        budget["selector"] = .leaf(
            OperatorLabels.selectorValue(instance: settings.instance, writer: writer.name), .operatorDefault("labels"))
        if apiVersions.servesUnhealthyPodEvictionPolicy {
            // A pod that never becomes ready must not block the drain of its node.
            budget["unhealthyPodEvictionPolicy"] = .leaf(
                "AlwaysAllow", .operatorDefault("unhealthy-pod-eviction-policy"))
        }
        return .map([
            "metadata": .map(["labels": OperatorLabels.node(of: writer, settings: settings)]), "spec": .map(budget),
        ])
    }

    /// The API server refuses "1": a numeric string must become an integer.
    private static func intOrPercent(_ text: String) -> JSONValue {
        Int64(text).map(JSONValue.integer) ?? .string(text)
    }
}
