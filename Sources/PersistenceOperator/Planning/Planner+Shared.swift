import Documents
import KubeClient
import WriterSpecs

/// What all writers of an instance share.
extension Planner {
    func sharedStep(_ object: RenderedObject, _ spec: ResolvedSpec) -> PlanStep {
        let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
        var step = PlanStep(
            action: .create, object: key, apiVersion: object.apiVersion, writer: nil,
            reason: StepReason("New", "the writers need it"),
            write: .apply(body: object.body.serialized(), force: false))
        if let hold = driverHold ?? pauseHold ?? namespaceHold(spec) ?? WriterPlanner.unreadable(key, live) {
            step.action = .hold
            step.hold = hold
            step.write = nil
            return step
        }
        guard let seen = live.objects[key] else { return step }
        guard seen.label(OperatorLabels.instance) == settings.instance else {
            step.action = .hold
            step.write = nil
            step.hold = Hold(
                .needsPerson, reason: "NotOurs", message: "\(key) exists and was not made by this operator",
                action: "remove or rename it")
            return step
        }
        let ours = settings.fieldManager
        step.changes = ObjectComparison.changes(
            desired: object.body, live: seen.content, owned: seen.appliedFields(of: ours), kind: object.kind)
        guard !step.changes.isEmpty else {
            step.action = .unchanged
            step.reason = StepReason("Unchanged", "it is as it should be")
            step.write = nil
            return step
        }
        step.conflicts = FieldOwnership.conflicts(of: step.changes, with: seen.managers, ours: ours)
        var body = object.body
        body[path: "metadata", "resourceVersion"] = .string(seen.resourceVersion)
        step.action = .update
        step.reason = StepReason("SpecChanged", "it differs from the spec")
        step.write = .apply(body: body.serialized(), force: !step.conflicts.isEmpty)
        return step
    }
}
