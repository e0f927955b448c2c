import BusClients
import Documents
import KubeClient
import WriterSpecs

/// Plans one writer: its objects, compared with what is live, and what the gate says of them.
struct WriterPlanner {
    let settings: PlanSettings
    let live: LiveState
    let bus: BusReadiness
    let inventory: Inventory
    let isSuspended: Bool
    /// What holds every writer of the document, such as a missing namespace.
    let documentHold: Hold?
    /// What holds an object that new revisions refer to, such as the Secret of all writers.
    let sharedHold: Hold?

    /// What one writer adds to the plan.
    struct Result {
        var steps: [PlanStep] = []
        var notices: [PlanNotice] = []
        /// What is remembered of the writer if the steps succeed; `nil`: what was remembered before.
        var entry: Inventory.Entry?
    }

    /// A writer while it is planned.
    private struct Subject {
        let rendered: RenderedWriter
        /// The content hash of its objects, made once: it reads every byte of them.
        let revision: String
        /// Its Deployment as it is, unpacked once.
        let deployment: LiveObject?
        let memory: Gate.Memory
    }

    /// Plans a writer.
    func plan(_ rendered: RenderedWriter) -> Result {
        var result = Result()
        let writer = rendered.writer
        if let hold = rendered.hold {
            let key = ObjectKey(
                kind: "Deployment", namespace: rendered.objects.first?.namespace ?? "", name: writer.name)
            result.steps = [
                held(
                    key, "apps/v1", writer.name,
                    Hold(.needsPerson, reason: hold.reason, message: hold.message, action: ""))
            ]
            return result
        }
        let deployment = live.objects[
            ObjectKey(kind: "Deployment", namespace: rendered.objects.first?.namespace ?? "", name: writer.name)]
        let subject = Subject(
            rendered: rendered, revision: rendered.revision, deployment: deployment,
            memory: memory(of: writer.name, deployment))
        var specReplicas = ReplicaDecision.SpecReplicas(rendered.specReplicas)
        for object in rendered.objects {
            var step = plan(object, of: subject, &result.notices, &specReplicas)
            if step.action.writes, let hold = suspension(of: step) { step = self.hold(step, hold) }
            result.steps.append(step)
        }
        for part in rendered.heldParts {
            let key = ObjectKey(
                kind: part.kind, namespace: rendered.objects.first?.namespace ?? "", name: writer.name)
            let hold = Hold(.needsPerson, reason: part.hold.reason, message: part.hold.message, action: "")
            result.steps.append(held(key, part.apiVersion, writer.name, hold))
        }
        // What stands beside a Deployment acts on it by its name, whoever it belongs to.
        if let hold = Self.deploymentHold(result.steps) { result.steps = holdingWrites(result.steps, hold) }
        gate(&result, subject)
        if Self.deploymentHold(result.steps) == nil {
            result.entry = entry(subject, specReplicas: specReplicas, steps: result.steps)
        }
        return result
    }

    private static func deploymentHold(_ steps: [PlanStep]) -> Hold? {
        steps.first { $0.object.kind == "Deployment" }?.hold
    }

    // MARK: Memory

    private func memory(of writer: String, _ deployment: LiveObject?) -> Gate.Memory {
        let entry = inventory.writers[writer]
        let annotated = deployment.flatMap { isOurs($0) ? ownAnnotation(OperatorLabels.revision, of: $0) : nil }
        return Gate.Memory(
            revision: annotated ?? entry?.revision, endpoints: entry?.endpoints.map(Set.init),
            isKnown: entry != nil || annotated != nil)
    }

    private func entry(
        _ subject: Subject, specReplicas: ReplicaDecision.SpecReplicas, steps: [PlanStep]
    ) -> Inventory.Entry {
        let rendered = subject.rendered
        var replicas: Int64?
        if case .number(let number) = specReplicas { replicas = number }
        return Inventory.Entry(
            type: rendered.writer.type.name, revision: subject.revision, specReplicas: replicas,
            endpoints: rendered.writer.endpoints.map(\.id).sorted(),
            kinds: steps.filter { $0.hold == nil }.map(\.object.kind).sorted())
    }

    /// The spec's number when the writer was last applied: the object's own word first, since it is written with it.
    private func lastSpecReplicas(_ writer: String, _ deployment: LiveObject?) -> ReplicaDecision.SpecReplicas {
        if let text = deployment.flatMap({ ownAnnotation(OperatorLabels.specReplicas, of: $0) }) {
            return Int64(text).map { .number($0) } ?? .none
        }
        return inventory.writers[writer].map { ReplicaDecision.SpecReplicas($0.specReplicas) } ?? .unknown
    }

    /// An annotation that our manager still owns. Somebody who rolls a Deployment back also rolls back its annotations, and
    /// owns them from then on: what they say is what was applied long ago.
    private func ownAnnotation(_ name: String, of object: LiveObject) -> String? {
        let path = FieldPath([.field("metadata"), .field("annotations"), .field(name)])
        guard object.appliedFields(of: settings.fieldManager)?.covers(path) == true else { return nil }
        return object.annotation(name)
    }

    private func isOurs(_ object: LiveObject) -> Bool { object.label(OperatorLabels.instance) == settings.instance }

    // MARK: One object

    private func plan(
        _ object: RenderedObject, of subject: Subject, _ notices: inout [PlanNotice],
        _ specReplicas: inout ReplicaDecision.SpecReplicas
    ) -> PlanStep {
        let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
        let writer = subject.rendered.writer.name
        if let hold = Self.unreadable(key, live) { return held(key, object.apiVersion, writer, hold) }
        guard let seen = subject.deployment?.key == key ? subject.deployment : live.objects[key] else {
            return create(object, key, subject, &specReplicas)
        }
        if seen.isTerminating {
            return held(
                key, object.apiVersion, writer,
                Hold(
                    .mayPass, reason: "Terminating", message: "\(key) is being deleted",
                    action: "wait until it is gone; its finalizers: "
                        + (seen.content[path: "metadata", "finalizers"]?.text() ?? "none")))
        }
        let adopts = !isOurs(seen)
        if adopts, let hold = adoptionHold(seen) { return held(key, object.apiVersion, writer, hold) }
        do {
            return try compare(object, key, seen, subject, adopts: adopts, &notices, &specReplicas)
        } catch {
            return held(key, object.apiVersion, writer, Self.hold(for: error, key))
        }
    }

    private func create(
        _ object: RenderedObject, _ key: ObjectKey, _ subject: Subject,
        _ specReplicas: inout ReplicaDecision.SpecReplicas
    ) -> PlanStep {
        let rendered = subject.rendered
        if let hold = scaledHold(object) { return held(key, object.apiVersion, rendered.writer.name, hold) }
        var body = object.body
        if object.kind == "Deployment" {
            let decision = ReplicaDecision.decide(replicaInput(rendered, key, live: nil))
            specReplicas = decision.remembered
            body = decorated(body, subject.revision, decision)
        }
        let wasApplied = inventory.writers[rendered.writer.name]?.kinds.contains(object.kind) ?? false
        let reason =
            wasApplied
            ? StepReason("Missing", "it was applied before and is gone: it is put back")
            : subject.memory.isKnown
                ? StepReason("SpecChanged", "the spec asks for it now") : StepReason("NewWriter", "the writer is new")
        return PlanStep(
            action: .create, object: key, apiVersion: object.apiVersion, writer: rendered.writer.name, reason: reason,
            write: .apply(body: body.serialized(), force: false))
    }

    private func compare(
        _ object: RenderedObject, _ key: ObjectKey, _ seen: LiveObject, _ subject: Subject, adopts: Bool,
        _ notices: inout [PlanNotice],
        _ specReplicas: inout ReplicaDecision.SpecReplicas
    ) throws(AdoptedShape.Refusal) -> PlanStep {
        let rendered = subject.rendered
        var body = object.body
        var replicaChange: FieldChange?
        if object.kind == "Deployment" {
            let shape =
                adopts
                ? try AdoptedShape.adopting(seen, rendered: body) : try AdoptedShape.kept(of: seen, rendered: body)
            body = shape.applied(to: body)
            var input = replicaInput(rendered, key, live: seen)
            if adopts { input.lastApplied = .number(input.spec ?? 0) }
            let decision = ReplicaDecision.decide(input)
            specReplicas = decision.remembered
            if let notice = decision.notice { notices.append(notice) }
            body = decorated(body, subject.revision, decision)
            if decision.isChange, let number = decision.carried {
                replicaChange = FieldChange(
                    path: Self.replicasPath, old: seen.replicas.map { .integer($0) }, new: .integer(number),
                    provenance: rendered.writer.spec.positions.provenance(of: "default_replica_count"))
            }
        }
        let ours = settings.fieldManager
        var changes = ObjectComparison.changes(
            desired: body, live: seen.content, owned: seen.appliedFields(of: ours), kind: object.kind,
            ignoring: [Self.replicasPath],
            isSameRevision: subject.memory.revision == subject.revision)
        if let replicaChange { changes.append(replicaChange) }
        let foreign = FieldOwnership.foreign(to: body, managers: seen.managers, ours: ours)
        guard !changes.isEmpty else {
            return PlanStep(
                action: .unchanged, object: key, apiVersion: object.apiVersion, writer: rendered.writer.name,
                reason: StepReason("Unchanged", "it is as it should be"), foreign: foreign)
        }
        let conflicts = FieldOwnership.conflicts(of: changes, with: seen.managers, ours: ours)
        body[path: "metadata", "resourceVersion"] = .string(seen.resourceVersion)
        let reason =
            adopts
            ? StepReason("Adopted", "it is taken over (--adopt)")
            : subject.memory.revision == subject.revision
                ? StepReason("Drift", "it was changed by somebody else: it is put back")
                : StepReason("SpecChanged", "the spec, the catalogue or the operator changed")
        return PlanStep(
            action: .update, object: key, apiVersion: object.apiVersion, writer: rendered.writer.name, reason: reason,
            changes: changes, conflicts: conflicts, foreign: foreign,
            write: .apply(body: body.serialized(), force: !conflicts.isEmpty))
    }

    static let replicasPath = FieldPath([.field("spec"), .field("replicas")])

    /// The Deployment with what the operator must find on it again, and its replicas.
    private func decorated(_ rendered: JSONValue, _ revision: String, _ decision: ReplicaDecision) -> JSONValue {
        var body = rendered
        if let carried = decision.carried { body[path: "spec", "replicas"] = .integer(carried) }
        if settings.isOffline { return body }
        body[path: "metadata", "annotations", OperatorLabels.revision] = .string(revision)
        switch decision.remembered {
        case .number(let number):
            body[path: "metadata", "annotations", OperatorLabels.specReplicas] = .string(String(number))
        case .none: body[path: "metadata", "annotations", OperatorLabels.specReplicas] = "none"
        case .unknown: break
        }
        return body
    }

    /// The kinds that may scale a Deployment.
    static let scalerKinds = ["HorizontalPodAutoscaler", "ScaledObject"]

    /// What scales a Deployment and is not ours.
    private func foreignScaler(of deployment: String) -> ObjectKey? {
        live.scalers[deployment]?.first { scaler in live.objects[scaler].map { !isOurs($0) } ?? true }
    }

    /// A second scaler would fight with the first; KEDA refuses it.
    private func scaledHold(_ object: RenderedObject) -> Hold? {
        guard Self.scalerKinds.contains(object.kind), let scaler = foreignScaler(of: object.name),
            // What KEDA makes of our own ScaledObject, which was deleted a moment ago.
            scaler.name != "keda-hpa-\(object.name)"
        else { return nil }
        return Hold(
            .needsPerson, reason: "AlreadyScaled",
            message:
                "\(scaler.kind) '\(scaler.name)', which the operator did not make, scales '\(object.name)' already: it is respected",
            action: "delete it, or remove hpa_specs from the writer")
    }

    private func replicaInput(_ rendered: RenderedWriter, _ key: ObjectKey, live seen: LiveObject?)
        -> ReplicaDecision.Input
    {
        let autoscaler = rendered.objects.first { Self.scalerKinds.contains($0.kind) }
        // One that cannot be made as the spec wants may be there from before.
        let foreign = rendered.heldParts.isEmpty ? foreignScaler(of: key.name) : live.scalers[key.name]?.first
        // A scaler that cannot be seen may be there: unknown is never a permission.
        let unseen = Self.scalerKinds.first { live.unreadableKinds[$0] != nil }
        return ReplicaDecision.Input(
            writer: rendered.writer.name, spec: rendered.specReplicas,
            lastApplied: lastSpecReplicas(rendered.writer.name, seen), live: seen.map { $0.replicas ?? 1 },
            autoscalerMinimum: autoscaler.map { scaler in
                let spec = scaler.body["spec"]
                return (spec?["minReplicas"] ?? spec?["minReplicaCount"])?.integer ?? 1
            },
            foreignAutoscaler: foreign.map { "\($0.kind) '\($0.name)'" }
                ?? unseen.map { "a \($0), none of which may be listed, may be what" },
            isOwnedByOther: seen.map {
                FieldOwnership.isOwnedByOther(Self.replicasPath, managers: $0.managers, ours: settings.fieldManager)
            } ?? false, isSuspended: isSuspended)
    }

    // MARK: Holds

    private func gate(_ result: inout Result, _ subject: Subject) {
        guard result.steps.contains(where: { $0.action.writes }) else { return }
        if let hold = documentHold ?? pauseHold(subject.deployment) {
            result.steps = holdingWrites(result.steps, hold)
            return
        }
        if let sharedHold, subject.memory.revision != subject.revision {
            result.steps = holdingWrites(result.steps, sharedHold)
            return
        }
        let prerequisites = Prerequisites.of(subject.rendered).compactMap { live.prerequisites[$0] }
        switch Gate.judge(
            writer: subject.rendered.writer, revision: subject.revision, memory: subject.memory, bus: bus,
            mode: settings.busCheck,
            prerequisites: prerequisites)
        {
        case .open: break
        case .warn(let notice): result.notices.append(notice)
        case .hold(let hold): result.steps = holdingWrites(result.steps, hold)
        }
    }

    private func holdingWrites(_ steps: [PlanStep], _ hold: Hold) -> [PlanStep] {
        steps.map { $0.action.writes ? self.hold($0, hold) : $0 }
    }

    /// Somebody pulled the hand brake of this writer: on its Deployment.
    private func pauseHold(_ deployment: LiveObject?) -> Hold? {
        guard let deployment else { return nil }
        return Planner.hold(for: [Pause(of: deployment.content)], "'\(deployment.key.name)'", settings)
    }

    private func suspension(of step: PlanStep) -> Hold? {
        let starts =
            (step.object.kind == "Deployment" && step.action == .create)
            || Self.scalerKinds.contains(step.object.kind)
        guard isSuspended, starts else { return nil }
        return Hold(
            .intended, reason: "Suspended", message: "the spec is suspended: nothing is started or scaled up",
            action: "set suspended to false to start it")
    }

    private func adoptionHold(_ seen: LiveObject) -> Hold? {
        if let other = seen.label(OperatorLabels.instance) {
            return Hold(
                .needsPerson, reason: "OtherInstance", message: "\(seen.key) belongs to the instance '\(other)'",
                action: "give the writer another name, or remove it from that instance's spec")
        }
        guard !settings.adopt.contains(seen.key.name) else { return nil }
        return Hold(
            .needsPerson, reason: "NotOurs", message: "\(seen.key) exists and was not made by this operator",
            action: "give the writer another name, or take it over with --adopt \(seen.key.name)")
    }

    /// The hold of a kind that may not be listed: whether the object exists is not known.
    static func unreadable(_ key: ObjectKey, _ live: LiveState) -> Hold? {
        live.unreadableKinds[key.kind].map {
            Hold(
                .needsPerson, reason: "Forbidden", message: "\(key) cannot be seen: \($0)",
                action: "grant get and list on it, or remove what asks for it from the spec")
        }
    }

    private static func hold(for refusal: AdoptedShape.Refusal, _ key: ObjectKey) -> Hold {
        switch refusal {
        case .ambiguousContainer(let names):
            Hold(
                .needsPerson, reason: "AmbiguousContainer",
                message:
                    "\(key) has the containers \(names.joined(separator: ", ")): which one is the writer is not known",
                action: "name the writer's container '\(AdoptedShape.renderedContainer)', then adopt again")
        case .selectorExpressions:
            Hold(
                .needsPerson, reason: "ImmutableSelector",
                message: "\(key) has a selector with expressions, which cannot be changed nor taken over",
                action: "recreate it: delete the Deployment yourself when its absence is acceptable")
        }
    }

    private func held(_ key: ObjectKey, _ apiVersion: String, _ writer: String, _ hold: Hold) -> PlanStep {
        PlanStep(
            action: .hold, object: key, apiVersion: apiVersion, writer: writer,
            reason: StepReason(hold.reason, hold.message), hold: hold)
    }

    private func hold(_ step: PlanStep, _ hold: Hold) -> PlanStep {
        var copy = step
        copy.action = .hold
        copy.hold = hold
        copy.write = nil
        return copy
    }
}
