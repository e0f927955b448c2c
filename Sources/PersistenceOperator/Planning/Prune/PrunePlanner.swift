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
    /// What holds the whole plan, such as a bus that is only inferred.
    let planHold: Hold?
    /// What is known of writer types: which of them do the same job.
    let catalogue: Catalogue

    /// The kinds that are pruned, in the order in which they go.
    static let kinds = [
        "Deployment", "HorizontalPodAutoscaler", "ScaledObject", "TriggerAuthentication", "PodDisruptionBudget",
        "Secret",
    ]

    /// The steps, ascending by writer.
    ///
    /// - Parameter names: Only what these writers of the spec no longer ask for; `nil`: all that the spec does not ask for.
    func plan(only names: Set<String>? = nil) -> [PlanStep] {
        let faultyNames = Set(faulty.compactMap(\.name))
        let desiredNames = Set(desired.map(\.name))
        let chosen = names?.intersection(desiredNames)
        let candidates = live.objects.summaries
            .filter { $0.instance == settings.instance && Self.kinds.contains($0.key.kind) }
            .filter { !desiredObjects.contains($0.key) && !$0.isTerminating && !faultyNames.contains($0.writer) }
            .filter { !(desiredNames.contains($0.writer) && held.contains($0.writer)) }
            .filter { chosen?.contains($0.writer) ?? true }
            .sorted { ($0.writer, rank($0.key)) < ($1.writer, rank($1.key)) }
            .compactMap { live.objects[$0.key] }
        let removed = Set(
            candidates.filter { $0.key.kind == "Deployment" && !desiredNames.contains(writer(of: $0)) }
                .map { writer(of: $0) })
        let hold = documentHold() ?? budgetHold(removed.count)
        return candidates.map { object in
            let name = writer(of: object)
            if let hold = hold ?? pauseHold(name, object.key.namespace) { return step(object, holding: hold) }
            if object.key.kind == "Secret", !held.isEmpty { return step(object, holding: Self.stillReferenced(object)) }
            return removed.contains(name) ? writerStep(object, name) : step(object, holding: nil)
        }
    }

    private func pauseHold(_ writer: String, _ namespace: String) -> Hold? {
        let deployment = live.objects[ObjectKey(kind: "Deployment", namespace: namespace, name: writer)]
        return Planner.hold(for: [deployment.flatMap { Pause(of: $0.content) }], "'\(writer)'", settings)
    }

    private func rank(_ object: ObjectKey) -> Int { Self.kinds.firstIndex(of: object.kind) ?? 0 }

    private func writer(of object: LiveObject) -> String { object.label(OperatorLabels.writer) ?? object.key.name }

    // MARK: Holds that stop every deletion

    /// Nothing is deleted while any writer is at fault: its entry may be the one that names the object.
    private func documentHold() -> Hold? {
        if let planHold { return planHold }
        guard !faulty.isEmpty else { return nil }
        return Hold(
            .needsPerson, reason: "WriterAtFault", message: "nothing is deleted while the spec has writers with errors",
            action: "mend the spec (operator validate)")
    }

    /// At most 30 % of the live writers (one, if fewer); over it none at all; never all without an explicit word.
    private func budgetHold(_ count: Int) -> Hold? {
        let total = live.objects.summaries.count {
            $0.key.kind == "Deployment" && $0.instance == settings.instance
        }
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

    /// Pods of a held writer's last revision may still refer to it.
    static func stillReferenced(_ object: LiveObject) -> Hold {
        Hold(
            .mayPass, reason: "StillReferenced", message: "writers that are held may still need \(object.key)",
            action: "run again when they are applied")
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
        let waitsFor = replacements(for: name, type: entry?.type ?? "", consuming: endpoints)
        let canWait = settings.waits && held.isDisjoint(with: waitsFor)
        guard !waitsFor.isEmpty, !canWait else { return step(object, holding: nil, waitsFor: waitsFor) }
        let names = waitsFor.map { "'\($0)'" }.joined(separator: ", ")
        return step(
            object,
            holding: Hold(
                .mayPass, reason: "ReplacementNotAvailable",
                message: "'\(name)' goes only after \(names) \(waitsFor.count == 1 ? "is" : "are") available",
                action: "run again then, or use --wait"))
    }

    /// The writers that must be available before this one goes: for an endpoint on which its job is still done, those that
    /// do it (unless one does already); and those of its job that are not available, since one of them may be the same
    /// writer under a new name.
    private func replacements(for name: String, type: String, consuming endpoints: [String]) -> [String] {
        let job = catalogue.types[type]?.job ?? type
        let sameJob = desired.filter { $0.type.job == job }
        var names = Set(sameJob.map(\.name).filter { !isAvailable($0) })
        for endpoint in endpoints where endpoint.hasPrefix("consume ") {
            let consumers = sameJob.filter { writer in writer.endpoints.contains { $0.id == endpoint } }
            if !consumers.contains(where: { consumes(endpoint, $0.name) }) { names.formUnion(consumers.map(\.name)) }
        }
        return names.sorted()
    }

    /// Whether a writer's running revision is known to consume an endpoint.
    private func consumes(_ endpoint: String, _ writer: String) -> Bool {
        isAvailable(writer) && !held.contains(writer)
            && inventory.writers[writer]?.endpoints?.contains(endpoint) == true
    }

    private func isAvailable(_ writer: String) -> Bool {
        live.objects.summaries.contains { object in
            object.key.kind == "Deployment" && object.writer == writer && object.instance == settings.instance
                && (object.rollout?.available ?? 0) > 0
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
