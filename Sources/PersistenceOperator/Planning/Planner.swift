import BusClients
import Documents
import KubeClient
import WriterSpecs

/// plan(desired, live, bus readiness, memory) → plan: pure, the one mechanism behind `diff`, `reconcile` and the daemon.
///
/// Writers are rendered one at a time (on each core) and dropped once they are compared, so that a large instance costs little memory;
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
        let draft = draft(spec)
        return finished(draft, spec, draft.planned(spec.writers[...], of: spec, by: self))
    }

    /// Plans a spec on all cores; the plan is the same.
    ///
    /// - Parameter names: Only these writers, with what they no longer ask for: what others need, and writers that left the spec,
    ///   are not planned, and what is remembered of them stays. `nil`: the whole spec.
    public func planConcurrently(_ spec: ResolvedSpec, only names: Set<String>? = nil) async -> Plan {
        let draft = draft(spec)
        let chosen = names.map { names in spec.writers.filter { names.contains($0.name) } } ?? spec.writers
        let starts = Array(stride(from: 0, to: chosen.count, by: Self.chunk))
        let planned = await withTaskGroup(of: (Int, [PlannedWriter]).self) { group in
            for (index, start) in starts.enumerated() {
                group.addTask {
                    let writers = chosen[start..<min(start + Self.chunk, chosen.count)]
                    return (index, draft.planned(writers, of: spec, by: self))
                }
            }
            return await group.reduce(into: [[PlannedWriter]](repeating: [], count: starts.count)) { $0[$1.0] = $1.1 }
        }
        return finished(draft, spec, planned.flatMap(\.self), only: names)
    }

    /// Writers in one task: enough to be worth it, few enough that no core waits long for the last.
    private static let chunk = 50

    // MARK: Parts

    /// What is known of a plan before its writers are.
    private struct Draft {
        let previous: Inventory
        /// Of the document and what its writers share.
        var steps: [PlanStep]
        var desired: Set<ObjectKey>
        let writers: WriterPlanner

        func planned(_ chunk: ArraySlice<ResolvedWriter>, of spec: ResolvedSpec, by planner: Planner) -> [PlannedWriter]
        {
            let silent = planner.silent
            return chunk.map { writer in
                let rendered = silent.render(writer, of: spec)
                let result = writers.plan(rendered)
                return PlannedWriter(
                    name: writer.name, objects: rendered.objects.map(Planner.key(of:)),
                    steps: result.steps.map { planner.finished($0, spec: spec, writer: writer) },
                    notices: rendered.warnings.map {
                        PlanNotice(code: $0.reason, writer: writer.name, message: $0.message)
                    } + result.notices, entry: result.entry)
            }
        }
    }

    private struct PlannedWriter: Sendable {
        let name: String
        let objects: [ObjectKey]
        let steps: [PlanStep]
        let notices: [PlanNotice]
        let entry: Inventory.Entry?
    }

    private static func key(of object: RenderedObject) -> ObjectKey {
        ObjectKey(kind: object.kind, namespace: object.namespace, name: object.name)
    }

    private func draft(_ spec: ResolvedSpec) -> Draft {
        let previous = previousInventory
        var steps = instanceSteps(spec) + namespaceSteps(spec)
        var desired = Set<ObjectKey>()
        var sharedHold: Hold?
        for object in silent.sharedObjects(of: spec) {
            desired.insert(Self.key(of: object))
            let step = sharedStep(object, spec)
            sharedHold = sharedHold ?? step.hold
            steps.append(finished(step, spec: spec, writer: nil))
        }
        let planner = WriterPlanner(
            settings: settings, live: live, bus: bus, inventory: previous, isSuspended: spec.document.suspended == true,
            documentHold: documentHold(spec), sharedHold: sharedHold)
        return Draft(previous: previous, steps: steps, desired: desired, writers: planner)
    }

    private func finished(
        _ draft: Draft, _ spec: ResolvedSpec, _ writers: [PlannedWriter], only names: Set<String>? = nil
    ) -> Plan {
        let previous = draft.previous
        var next = Inventory(
            writers: previous.writers, backend: backendHold(spec) == nil ? spec.backend.rawValue : previous.backend)
        var notices = documentNotices(spec)
        var steps = draft.steps
        var desired = draft.desired
        var held = Set<String>()
        for writer in writers {
            desired.formUnion(writer.objects)
            notices += writer.notices
            if writer.steps.contains(where: { $0.action == .hold }) { held.insert(writer.name) }
            if let entry = writer.entry { next.writers[writer.name] = entry }
            steps += writer.steps
        }
        if names == nil { steps += faultySteps(spec) }
        steps += prune(spec, previous, desired: desired, held: held, only: names, &next)
        next.keepBackendIfUnchanged(since: previous)
        next.pause = previous.pause
        next.driver = nextDriver
        let owner = renderer.settings.owner.flatMap { $0.namespace == spec.namespace ? $0 : nil }
        next.owner = documentHold(spec) == nil ? owner : previous.owner
        if case .unreadable(let reason) = live.inventory { notices.append(Self.unreadable(reason, settings)) }
        if !settings.isOffline, namespaceHold(spec) == nil, inventoryHold == nil,
            next != previous || isInventoryMissing(next)
        {
            steps.append(rememberStep(spec))
        }
        return Plan(
            instance: settings.instance, namespace: spec.namespace, busCheck: settings.busCheck, steps: steps,
            notices: notices, previousInventory: previous, inventory: next)
    }

    private func prune(
        _ spec: ResolvedSpec, _ previous: Inventory, desired: Set<ObjectKey>, held: Set<String>,
        only names: Set<String>?,
        _ next: inout Inventory
    ) -> [PlanStep] {
        let steps = PrunePlanner(
            settings: settings, live: live, inventory: previous, desired: spec.writers, faulty: spec.faultyWriters,
            held: held, desiredObjects: desired, specIsEmpty: spec.writers.isEmpty && spec.faultyWriters.isEmpty,
            planHold: documentHold(spec), catalogue: renderer.catalogue
        ).plan(only: names)
        guard names == nil else { return steps }
        let known = Set(spec.writers.map(\.name) + spec.faultyWriters.compactMap(\.name))
        let stays = Set(steps.filter { $0.action == .hold }.compactMap(\.writer))
        for name in previous.writers.keys where !known.contains(name) && !stays.contains(name) {
            next.writers[name] = nil
        }
        return steps
    }

    var silent: Renderer { renderer.recordingProvenance(false) }
}
