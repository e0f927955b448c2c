import Documents

/// The inventory that a run really leaves behind, and the write that records it.
struct InventoryWrite {
    /// The step with its body.
    let planned: PlanStep
    /// Whether anything is to be written.
    let isNeeded: Bool

    init(plan: Plan, step: PlanStep, outcomes: [StepOutcome]) {
        var inventory = plan.inventory
        // A writer is applied when its Deployment is, and gone when all of its objects are.
        let failed = Set(
            outcomes.compactMap { outcome -> String? in
                switch outcome.result {
                case .applied, .unchanged: return nil
                case .held, .notTried:
                    guard let writer = outcome.step.writer else { return nil }
                    let isGoing = plan.inventory.writers[writer] == nil
                    return outcome.step.object.kind == "Deployment" || isGoing ? writer : nil
                }
            })
        for name in failed { inventory.writers[name] = plan.previousInventory.writers[name] }
        inventory.keepBackendIfUnchanged(since: plan.previousInventory)
        var version: String?
        if case .remember(let resourceVersion) = step.write { version = resourceVersion }
        var metadata: JSONValue = [
            "name": .string(step.object.name), "namespace": .string(step.object.namespace),
            "labels": [
                OperatorLabels.instance: .string(plan.instance),
                "app.kubernetes.io/managed-by": "persistence-operator",
            ],
        ]
        if let owner = inventory.owner { metadata["ownerReferences"] = [owner.json] }
        if let version { metadata["resourceVersion"] = .string(version) }
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata,
            "data": .object(InventoryConfigMap.data(of: inventory)),
        ]
        var planned = step
        planned.write = .apply(body: body.serialized(), force: true)
        self.planned = planned
        isNeeded = inventory != plan.previousInventory || (version == nil && !inventory.writers.isEmpty)
    }
}
