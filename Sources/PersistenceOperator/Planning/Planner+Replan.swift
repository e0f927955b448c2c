import KubeClient
import WriterSpecs

extension Planner {
    /// Plans one step anew after a conflict, from the object as it is now.
    ///
    /// - Parameter seen: The object; `nil`: it is gone.
    /// - Returns: `nil`: nothing is to be done any more.
    public func replan(_ step: PlanStep, seen: LiveObject?, spec: ResolvedSpec) -> PlanStep? {
        if step.object.kind == "ConfigMap" { return holding(step, "another run of this instance writes the inventory") }
        if step.action == .delete { return replanDeletion(step, seen) }
        var copy = self
        copy.live.objects[step.object] = seen
        let plan = copy.plan(spec.restricted(to: step.writer))
        return plan.steps.first { $0.object == step.object }
    }

    private func replanDeletion(_ step: PlanStep, _ seen: LiveObject?) -> PlanStep? {
        guard let seen else { return nil }
        guard case .delete(let uid, _)? = step.write, seen.uid == uid,
            seen.label(OperatorLabels.instance) == settings.instance
        else { return holding(step, "it was recreated or taken over meanwhile") }
        var copy = step
        copy.write = .delete(uid: seen.uid, resourceVersion: seen.resourceVersion)
        return copy
    }

    private func holding(_ step: PlanStep, _ message: String) -> PlanStep {
        var copy = step
        copy.action = .hold
        copy.write = nil
        copy.hold = Hold(.mayPass, reason: "Conflict", message: message, action: "run again")
        return copy
    }
}

extension ResolvedSpec {
    /// The spec with no other writer than this one, or with none.
    fileprivate func restricted(to writer: String?) -> ResolvedSpec {
        var copy = self
        copy.writers = writers.filter { $0.name == writer }
        copy.faultyWriters = []
        return copy
    }
}
