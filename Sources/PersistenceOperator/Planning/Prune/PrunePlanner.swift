import Documents
import KubeClient
import WriterSpecs

/// Plans deletions: only what carries our label, only with good reasons, never more than the budget.
struct PrunePlanner {
    let settings: PlanSettings
    let live: LiveState
    let inventory: Inventory
    /// The writers of the spec that can be rendered.
    let desired: [ResolvedWriter]
    /// The names of writers of the spec that are at fault.
    let faulty: [FaultyWriter]
    /// The writers that this plan holds.
    let held: Set<String>
    /// Every object that the spec asks for.
    let desiredObjects: Set<ObjectKey>
    /// Whether the spec names no writer at all.
    let specIsEmpty: Bool

    /// The kinds that are pruned, in the order in which they go.
    static let kinds = ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Secret"]

    /// The steps, ascending by writer.
    func plan() -> [PlanStep] {
        let faultyNames = Set(faulty.compactMap(\.name))
        let desiredNames = Set(desired.map(\.name))
        let candidates = live.objects.values
            .filter { $0.label(OperatorLabels.instance) == settings.instance && Self.kinds.contains($0.key.kind) }
            .filter { !desiredObjects.contains($0.key) && !$0.isTerminating && !faultyNames.contains(writer(of: $0)) }
            .filter { !(desiredNames.contains(writer(of: $0)) && held.contains(writer(of: $0))) }
            .sorted { (writer(of: $0), rank($0)) < (writer(of: $1), rank($1)) }
        let removed = Set(
            candidates.filter { $0.key.kind == "Deployment" && !desiredNames.contains(writer(of: $0)) }
                .map { writer(of: $0) })
        let hold = documentHold() ?? budgetHold(removed.count)
        return candidates.map { object in
            let name = writer(of: object)
            if let fault = documentHold() { return step(object, holding: fault) }
            guard removed.contains(name) else { return step(object, holding: nil) }
            if let hold { return step(object, holding: hold) }
            return writerStep(object, name)
        }
    }

    private func rank(_ object: LiveObject) -> Int { Self.kinds.firstIndex(of: object.key.kind) ?? 0 }

    private func writer(of object: LiveObject) -> String { object.label(OperatorLabels.writer) ?? object.key.name }

    // MARK: Holds that stop every deletion

    /// Nothing is deleted while any writer is at fault: its entry may be the one that names the object.
    private func documentHold() -> Hold? {
        guard !faulty.isEmpty else { return nil }
        return Hold(
            .needsPerson, reason: "WriterAtFault", message: "nothing is deleted while the spec has writers with errors",
            action: "mend the spec (operator validate)")
    }

    /// At most 30 % of the live writers (one, if fewer); over it none at all; never all without an explicit word.
    private func budgetHold(_ count: Int) -> Hold? {
        let total = live.objects.values.filter {
            $0.key.kind == "Deployment" && $0.label(OperatorLabels.instance) == settings.instance
        }.count
        let allowed: Int
        switch settings.allowedDeletions {
        case .all: return nil
        case .upTo(let number): allowed = number
        case .budget: allowed = specIsEmpty ? 0 : max(1, total * 3 / 10)
        }
        guard count > allowed else { return nil }
        let why =
            specIsEmpty ? "the spec has no writers" : "the budget is \(allowed) (30 %, at least one)"
        return Hold(
            .needsPerson, reason: "DeletionBudget",
            message: "\(count) of \(total) live writers are no longer in the spec, \(why): none is deleted",
            action: "if that is meant: --allow-deletions \(count == total ? "all" : String(count))")
    }

    // MARK: One writer

    private func writerStep(_ object: LiveObject, _ name: String) -> PlanStep {
        let entry = inventory.writers[name]
        guard let endpoints = entry?.endpoints else {
            if settings.allowedDeletions != .budget { return step(object, holding: nil) }
            return step(
                object,
                holding: Hold(
                    .needsPerson, reason: "EndpointsUnknown",
                    message:
                        "what '\(name)' consumes is not known (the inventory was lost): it may be the last consumer",
                    action: "if it can go: --allow-deletions 1"))
        }
        let waitsFor = replacements(for: name, type: entry?.type, consuming: endpoints)
        guard !waitsFor.isEmpty, !settings.waits else { return step(object, holding: nil, waitsFor: waitsFor) }
        let names = waitsFor.map { "'\($0)'" }.joined(separator: ", ")
        return step(
            object,
            holding: Hold(
                .mayPass, reason: "ReplacementNotAvailable",
                message: "'\(name)' goes only after \(names) \(waitsFor.count == 1 ? "is" : "are") available",
                action: "run again then, or use --wait"))
    }

    /// The writers that must be available before this one goes: for an endpoint that the spec still consumes, those that
    /// consume it (unless one is available already); and those of its type that are not available, since one of them may
    /// be the same writer under a new name.
    private func replacements(for name: String, type: String?, consuming endpoints: [String]) -> [String] {
        var names = Set<String>()
        for endpoint in endpoints where endpoint.hasPrefix("consume ") {
            let consumers = desired.filter { writer in writer.endpoints.contains { $0.id == endpoint } }
            if !consumers.isEmpty, !consumers.contains(where: { isAvailable($0.name) }) {
                names.formUnion(consumers.map(\.name))
            }
        }
        for writer in desired where writer.type.name == type && !isAvailable(writer.name) { names.insert(writer.name) }
        return names.sorted()
    }

    private func isAvailable(_ writer: String) -> Bool {
        live.objects.values.contains { object in
            object.key.kind == "Deployment" && self.writer(of: object) == writer
                && object.label(OperatorLabels.instance) == settings.instance && (object.rollout?.available ?? 0) > 0
        }
    }

    private func step(_ object: LiveObject, holding hold: Hold?, waitsFor: [String] = []) -> PlanStep {
        let isWriterWanted = desired.contains { $0.name == writer(of: object) }
        return PlanStep(
            action: hold == nil ? .delete : .hold, object: object.key, apiVersion: object.apiVersion,
            writer: writer(of: object),
            reason: isWriterWanted
                ? StepReason("NoLongerAsked", "the spec no longer asks for it")
                : StepReason("NoLongerInSpec", "the writer is no longer in the spec"),
            write: hold == nil ? .delete(uid: object.uid, resourceVersion: object.resourceVersion) : nil, hold: hold,
            waitsFor: waitsFor)
    }
}
