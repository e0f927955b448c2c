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

        var sharedHold: Hold?
        for object in silent.sharedObjects(of: spec) {
            desired.insert(ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name))
            let step = sharedStep(object, spec)
            sharedHold = sharedHold ?? step.hold
            steps.append(finished(step, spec: spec, writer: nil))
        }
        let planner = WriterPlanner(
            settings: settings, live: live, bus: bus, inventory: previous, isSuspended: spec.document.suspended == true,
            documentHold: namespaceHold(spec) ?? backendHold(spec), sharedHold: sharedHold)
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
        next.keepBackendIfUnchanged(since: previous)
        if case .unreadable(let reason) = live.inventory { notices.append(Self.unreadable(reason, settings)) }
        if !settings.isOffline, next != previous || isInventoryMissing(next) { steps.append(rememberStep(spec)) }
        return Plan(
            instance: settings.instance, namespace: spec.namespace, busCheck: settings.busCheck, steps: steps,
            notices: notices, previousInventory: previous, inventory: next)
    }

    // MARK: Parts

    private func prune(
        _ spec: ResolvedSpec, _ previous: Inventory, desired: Set<ObjectKey>, held: Set<String>, _ next: inout Inventory
    ) -> [PlanStep] {
        let steps = PrunePlanner(
            settings: settings, live: live, inventory: previous, desired: spec.writers, faulty: spec.faultyWriters,
            held: held, desiredObjects: desired, specIsEmpty: spec.writers.isEmpty && spec.faultyWriters.isEmpty,
            planHold: backendHold(spec) ?? namespaceHold(spec), catalogue: renderer.catalogue
        ).plan()
        let known = Set(spec.writers.map(\.name) + spec.faultyWriters.compactMap(\.name))
        let stays = Set(steps.filter { $0.action == .hold }.compactMap(\.writer))
        for name in previous.writers.keys where !known.contains(name) && !stays.contains(name) {
            next.writers[name] = nil
        }
        return steps
    }

    var silent: Renderer { renderer.recordingProvenance(false) }
}
