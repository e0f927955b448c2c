import WriterSpecs

/// What the plan remembers.
extension Planner {
    var previousInventory: Inventory {
        if case .known(let inventory, _) = live.inventory { inventory } else { Inventory() }
    }

    func isInventoryMissing(_ next: Inventory) -> Bool {
        if case .known = live.inventory { false } else { !next.writers.isEmpty }
    }

    func rememberStep(_ spec: ResolvedSpec) -> PlanStep {
        var version: String?
        if case .known(_, let resourceVersion) = live.inventory { version = resourceVersion }
        return PlanStep(
            action: live.inventory == .absent ? .create : .update,
            object: ObjectKey(kind: "ConfigMap", namespace: spec.namespace, name: settings.inventoryName),
            apiVersion: "v1", writer: nil, reason: StepReason("Remember", "what was applied is remembered"),
            write: .remember(resourceVersion: version))
    }

    static func unreadable(_ reason: String, _ settings: PlanSettings) -> PlanNotice {
        PlanNotice(
            code: "InventoryUnreadable", writer: nil,
            message:
                "the inventory \(settings.inventoryName) cannot be read (\(reason)): what was applied before counts "
                + "as unknown, and the inventory is written anew")
    }
}
