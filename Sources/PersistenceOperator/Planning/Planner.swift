import BusClients
import Documents
import KubeClient
import WriterSpecs

/// plan(desired, live, bus readiness, memory) → plan: pure, the one mechanism behind `diff`, `reconcile` and the daemon.
///
/// Writers are rendered one at a time and dropped once they are compared, so that a large instance costs little memory;
/// what changed is rendered again with provenance.
public struct Planner: Sendable {
    /// What the plan depends on beside its inputs.
    public var settings: PlanSettings
    /// What was read of the cluster.
    public var live: LiveState
    /// What is known of the bus.
    public var bus: BusReadiness
    /// Renders.
    public var renderer: Renderer

    /// Makes a planner.
    public init(settings: PlanSettings, live: LiveState, bus: BusReadiness, renderer: Renderer) {
        self.settings = settings
        self.live = live
        self.bus = bus
        self.renderer = renderer
    }

    /// Plans a whole spec.
    public func plan(_ spec: ResolvedSpec) -> Plan {
        let previous = previousInventory
        var next = Inventory(
            writers: previous.writers, backend: backendHold(spec) == nil ? spec.backend.rawValue : previous.backend)
        var notices = documentNotices(spec)
        var steps = namespaceSteps(spec)
        var held = Set<String>()
        var desired = Set<ObjectKey>()

        for object in silent.sharedObjects(of: spec) {
            desired.insert(ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name))
            steps.append(finished(sharedStep(object, spec), spec: spec, writer: nil))
        }
        let planner = WriterPlanner(
            settings: settings, live: live, bus: bus, inventory: previous, isSuspended: spec.document.suspended == true,
            documentHold: namespaceHold(spec) ?? backendHold(spec))
        for writer in spec.writers {
            let rendered = silent.render(writer, of: spec)
            for object in rendered.objects {
                desired.insert(ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name))
            }
            let result = planner.plan(rendered)
            notices += rendered.warnings.map { PlanNotice(code: $0.reason, writer: writer.name, message: $0.message) }
            notices += result.notices
            if result.steps.contains(where: { $0.action == .hold }) { held.insert(writer.name) }
            if let entry = result.entry { next.writers[writer.name] = entry }
            steps += result.steps.map { finished($0, spec: spec, writer: writer) }
        }
        steps += faultySteps(spec)
        steps += prune(spec, previous, desired: desired, held: held, &next)
        next.forgetBackendIfEmpty(previous: previous)
        if case .unreadable(let reason) = live.inventory { notices.append(Self.unreadable(reason, settings)) }
        if !settings.isOffline, next != previous || isInventoryMissing(next) { steps.append(rememberStep(spec)) }
        return Plan(
            instance: settings.instance, namespace: spec.namespace, busCheck: settings.busCheck, steps: steps,
            notices: notices, previousInventory: previous, inventory: next)
    }

    // MARK: Inventory

    private var previousInventory: Inventory {
        if case .known(let inventory, _) = live.inventory { inventory } else { Inventory() }
    }

    private func isInventoryMissing(_ next: Inventory) -> Bool {
        if case .known = live.inventory { false } else { !next.writers.isEmpty }
    }

    private func rememberStep(_ spec: ResolvedSpec) -> PlanStep {
        var version: String?
        if case .known(_, let resourceVersion) = live.inventory { version = resourceVersion }
        return PlanStep(
            action: live.inventory == .absent ? .create : .update,
            object: ObjectKey(kind: "ConfigMap", namespace: spec.namespace, name: settings.inventoryName),
            apiVersion: "v1", writer: nil, reason: StepReason("Remember", "what was applied is remembered"),
            write: .remember(resourceVersion: version))
    }

    private static func unreadable(_ reason: String, _ settings: PlanSettings) -> PlanNotice {
        PlanNotice(
            code: "InventoryUnreadable", writer: nil,
            message:
                "the inventory \(settings.inventoryName) cannot be read (\(reason)): what was applied before counts "
                + "as unknown, and the inventory is written anew")
    }

    // MARK: Holds of the whole document

    private func namespaceSteps(_ spec: ResolvedSpec) -> [PlanStep] {
        guard live.namespace == .missing, settings.createsNamespace else { return [] }
        return [
            PlanStep(
                action: .create, object: ObjectKey(kind: "Namespace", namespace: "", name: spec.namespace),
                apiVersion: "v1", writer: nil, reason: StepReason("NamespaceMissing", "asked for (--create-namespace)"),
                write: .createNamespace)
        ]
    }

    private func namespaceHold(_ spec: ResolvedSpec) -> Hold? {
        switch live.namespace {
        case .active, .unknown: nil
        case .terminating:
            Hold(
                .mayPass, reason: "NamespaceTerminating", message: "the namespace '\(spec.namespace)' is being deleted",
                action: "wait until it is gone, then create it again")
        case .missing:
            settings.createsNamespace
                ? nil
                : Hold(
                    .needsPerson, reason: "NamespaceMissing",
                    message: "the namespace '\(spec.namespace)' does not exist",
                    action: "create it, or use --create-namespace")
        }
    }

    /// A live instance never changes its bus because a field went missing.
    private func backendHold(_ spec: ResolvedSpec) -> Hold? {
        guard case .operatorDefault = spec.backendProvenance, let last = previousInventory.backend,
            last != spec.backend.rawValue
        else { return nil }
        return Hold(
            .needsPerson, reason: "BackendInferred",
            message: "the spec no longer says which bus it uses; it looks like \(spec.backend.rawValue), "
                + "but \(last) was applied",
            action: "set common_persistence_specs.bus_backend")
    }

    private func documentNotices(_ spec: ResolvedSpec) -> [PlanNotice] {
        var notices: [PlanNotice] = []
        if spec.document.suspended == true {
            notices.append(
                PlanNotice(
                    code: "Suspended", writer: nil,
                    message: "the spec is suspended: nothing is started or scaled up; what runs is not stopped"))
        }
        if spec.document.bootstrapCloudResources == true {
            notices.append(
                PlanNotice(
                    code: "BootstrapIgnored", writer: nil,
                    message: "bootstrap_cloud_resources is ignored: topics and subscriptions are checked, never created"
                ))
        }
        if !live.elsewhere.isEmpty {
            let names = live.elsewhere.prefix(5).map(\.description).joined(separator: ", ")
            let more = live.elsewhere.count > 5 ? " and \(live.elsewhere.count - 5) more" : ""
            notices.append(
                PlanNotice(
                    code: "InstanceElsewhere", writer: nil,
                    message: "objects of the instance '\(settings.instance)' are in other namespaces: \(names)\(more); "
                        + "they are left alone: did the spec's namespace change?"))
        }
        notices += busNotices
        notices += bus.partitionFindings.map {
            PlanNotice(code: "MoreReplicasThanPartitions", writer: $0.writer, message: $0.description)
        }
        return notices
    }

    /// One notice for each reason why endpoints are not ready or unknown, with the first of them as the example.
    private var busNotices: [PlanNotice] {
        let troubled = bus.readings.filter { $0.value.readiness != .ready }
        let byReason = Dictionary(grouping: troubled) { $0.value.reason.rawValue }
        return byReason.sorted { $0.key < $1.key }.compactMap { reason, readings in
            guard let first = readings.min(by: { $0.key.id < $1.key.id }) else { return nil }
            let state = first.value.readiness == .unknown ? "unknown" : "not ready"
            let action = first.value.action.isEmpty ? "" : "; \(first.value.action)"
            return PlanNotice(
                code: reason, writer: nil,
                message: "the bus: \(readings.count) of \(bus.readings.count) endpoints \(state), such as "
                    + "\(first.key.id): \(first.value.message) (seen by \(first.value.observer))\(action)")
        }
    }

    private func faultySteps(_ spec: ResolvedSpec) -> [PlanStep] {
        spec.faultyWriters.map { faulty in
            let hold = Hold(
                .needsPerson, reason: "WriterAtFault",
                message: "its entry writers[\(faulty.index)] has errors: \(faulty.codes.joined(separator: ", "))",
                action: "mend it (operator validate); it is left as it is")
            return PlanStep(
                action: .hold,
                object: ObjectKey(
                    kind: "Deployment", namespace: spec.namespace, name: faulty.name ?? "writers[\(faulty.index)]"),
                apiVersion: "apps/v1", writer: faulty.name, reason: StepReason(hold.reason, hold.message), hold: hold)
        }
    }

    // MARK: Parts

    private func prune(
        _ spec: ResolvedSpec, _ previous: Inventory, desired: Set<ObjectKey>, held: Set<String>, _ next: inout Inventory
    ) -> [PlanStep] {
        let steps = PrunePlanner(
            settings: settings, live: live, inventory: previous, desired: spec.writers, faulty: spec.faultyWriters,
            held: held, desiredObjects: desired, specIsEmpty: spec.writers.isEmpty && spec.faultyWriters.isEmpty
        ).plan()
        let known = Set(spec.writers.map(\.name) + spec.faultyWriters.compactMap(\.name))
        let stays = Set(steps.filter { $0.action == .hold }.compactMap(\.writer))
        for name in previous.writers.keys where !known.contains(name) && !stays.contains(name) {
            next.writers[name] = nil
        }
        return steps
    }

    private func sharedStep(_ object: RenderedObject, _ spec: ResolvedSpec) -> PlanStep {
        let key = ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
        var step = PlanStep(
            action: .create, object: key, apiVersion: object.apiVersion, writer: nil,
            reason: StepReason("New", "the writers need it"),
            write: .apply(body: object.body.serialized(), force: false))
        if let hold = namespaceHold(spec) ?? WriterPlanner.unreadable(key, live) {
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

    private var silent: Renderer { renderer.recordingProvenance(false) }

    /// The step with the provenance of what changes, for which the writer is rendered once more.
    private func finished(_ step: PlanStep, spec: ResolvedSpec, writer: ResolvedWriter?) -> PlanStep {
        guard step.changes.contains(where: { $0.provenance == nil && $0.new != nil }) else { return step }
        let recording = renderer.recordingProvenance(true)
        let objects = writer.map { recording.render($0, of: spec).objects } ?? recording.sharedObjects(of: spec)
        guard let object = objects.first(where: { $0.kind == step.object.kind && $0.name == step.object.name }) else {
            return step
        }
        var copy = step
        copy.changes = step.changes.map { change in
            var change = change
            if change.provenance == nil, change.new != nil { change.provenance = object.provenance(of: change.path) }
            return change
        }
        return copy
    }
}

extension RenderedObject {
    /// Where a field comes from: its own entry, or that of the longest path above it, or of the first below it; a field that
    /// the plan itself adds is the operator's.
    public func provenance(of path: FieldPath) -> Provenance {
        let path = path.inRenderedContainer
        var elements = path.elements
        while !elements.isEmpty {
            if let provenance = provenance[FieldPath(elements)] { return provenance }
            elements.removeLast()
        }
        let below = provenance.filter { $0.key.elements.starts(with: path.elements) }
        return below.min { $0.key.description < $1.key.description }?.value
            ?? .operatorDefault("what the operator remembers on its objects")
    }
}

extension FieldPath {
    /// The path as it was rendered: an adopted Deployment's container may have another name.
    fileprivate var inRenderedContainer: FieldPath {
        var path = self
        for (index, element) in elements.enumerated() where index > 0 && elements[index - 1] == .field("containers") {
            if case .key = element { path.elements[index] = .key(["name": .string(AdoptedShape.renderedContainer)]) }
        }
        return path
    }
}
