import Documents
import WriterSpecs

/// Where a writer's pods may run: node selector and tolerations from the placement fields by the catalogue's rules.
struct Placement {
    /// The labels that a node must have.
    private(set) var nodeSelector: [String: ManifestNode] = [:]
    /// The taints that the pods tolerate.
    private(set) var tolerations: [ManifestNode] = []

    /// Applies the rules; `node_selector` comes last, so that it can say otherwise.
    init(of writer: WriterSpec, rules: PlacementRules) {
        if let type = writer.instanceType, !type.isEmpty {
            nodeSelector[rules.instanceTypeLabel] = .leaf(
                .string(type), writer.positions.provenance(of: "instance_type"))
        }
        if let pool = writer.nodepool, !pool.isEmpty {
            let provenance = writer.positions.provenance(of: "nodepool")
            nodeSelector[rules.nodepoolLabel] = .leaf(.string(pool), provenance)
            tolerate(rules.nodepoolTaint, value: pool, provenance: provenance)
        }
        if writer.gkeSpot == true {
            let provenance = writer.positions.provenance(of: "gke_spot")
            for (label, value) in rules.spotLabels { nodeSelector[label] = .leaf(.string(value), provenance) }
            tolerate(rules.spotTaint, value: "true", provenance: provenance)
        }
        for (label, value) in writer.nodeSelector {
            nodeSelector[label] = .leaf(.string(value), writer.positions.provenance(of: "node_selector.\(label)"))
        }
    }

    private mutating func tolerate(_ taint: PlacementRules.Taint?, value: String, provenance: Provenance) {
        guard let taint else { return }
        let toleration: JSONValue = [
            "key": .string(taint.key), "operator": "Equal",
            "value": .string(taint.value.isEmpty ? value : taint.value), "effect": .string(taint.effect),
        ]
        tolerations.append(.leaf(toleration, provenance))
    }
}
