import Documents
import KubeClient
import Logging

/// Watch caches of all that an instance's plan compares: the namespace's Deployments, budgets and autoscalers, the instance's
/// Secret and its inventory. Planning from them asks nobody.
final class InstanceCaches: Sendable {
    /// The namespace.
    let namespace: String
    private let objects: [(kind: String, reflector: Reflector<PackedObject>)]
    private let inventory: Reflector<LiveState.InventoryState>
    private let inventoryName: String

    /// Makes caches; nothing is asked for yet.
    init(client: KubeClient, kinds: ManagedKinds, namespace: String, settings: PlanSettings, logger: Logger) {
        self.namespace = namespace
        inventoryName = settings.inventoryName
        let listed = [
            .deployments, kinds.discovery.podDisruptionBudgets, kinds.discovery.horizontalPodAutoscalers,
            kinds.scaledObjects,
        ].compactMap(\.self)
        var objects = listed.map { resource in
            (
                kind: resource.kind,
                reflector: Reflector(client: client, resource: resource, namespace: namespace, logger: logger) {
                    PackedObject($0)
                }
            )
        }
        // One object each: the account need not see the Secrets and ConfigMaps of others.
        objects.append(
            (
                kind: "Secret",
                reflector: Reflector(
                    client: client, resource: .secrets, namespace: namespace,
                    fieldSelector: "metadata.name=\(SecretManifest.name(instance: settings.instance))", logger: logger
                ) { PackedObject($0) }
            ))
        self.objects = objects
        let fieldManager = settings.fieldManager
        inventory = Reflector(
            client: client, resource: .configMaps, namespace: namespace,
            fieldSelector: "metadata.name=\(settings.inventoryName)", logger: logger
        ) { InventoryReader.state(of: $0, fieldManager: fieldManager) }
    }

    /// What a change of an object means.
    enum Change: Hashable, Sendable {
        /// The plan may be another: that of one writer, and where it concerns others too, that of anyone.
        case plan(writer: String?, concernsOthers: Bool)
        /// A rollout went on: there is something new to say, and nothing to do.
        case progress
    }

    /// Keeps the caches until the task is cancelled.
    func run(onChange: @escaping @Sendable (Change) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            for (_, reflector) in objects {
                group.addTask { await reflector.run { onChange(Self.meaning(of: $0)) } }
            }
            group.addTask { [inventory] in
                await inventory.run { _ in onChange(.plan(writer: nil, concernsOthers: true)) }
            }
        }
    }

    /// That a Deployment became available, or is no longer, decides whether another one may go.
    private static func meaning(of change: ReflectorChange<PackedObject>) -> Change {
        let old: PackedObject
        let new: PackedObject
        switch change {
        case .upserted(_, let before?, let after) where before.writer == after.writer: (old, new) = (before, after)
        case .upserted(_, _, let object), .deleted(_, let object):
            return .plan(writer: object.key.kind == "Deployment" ? object.writer : nil, concernsOthers: true)
        case .synced: return .plan(writer: nil, concernsOthers: true)
        }
        let isAvailable = (new.rollout?.available ?? 0) > 0
        guard isAvailable == ((old.rollout?.available ?? 0) > 0) else {
            return .plan(writer: nil, concernsOthers: true)
        }
        // A scaler acts on the Deployment that it names, whoever it belongs to.
        let writer = new.key.kind == "Deployment" ? new.writer : nil
        return new.isSame(for: old) ? .progress : .plan(writer: writer, concernsOthers: writer == nil)
    }

    /// Whether every kind has been listed, or may not be.
    var isSynced: Bool {
        inventory.snapshot.isSynced
            && objects.allSatisfy { $0.reflector.snapshot.isSynced || Self.isForbidden($0.reflector) }
    }

    private static func isForbidden(_ reflector: Reflector<PackedObject>) -> Bool {
        let snapshot = reflector.snapshot
        return !snapshot.isSynced && snapshot.lastError?.code == .forbidden
    }

    /// What the caches know; the namespace is taken for there, and of prerequisites nothing is known.
    var liveState: LiveState {
        var state = LiveState()
        state.objects = LiveObjects(cached: objects.flatMap { $0.reflector.snapshot.items.values })
        for (kind, reflector) in objects where Self.isForbidden(reflector) {
            state.unreadableKinds[kind] = reflector.snapshot.lastError?.description ?? ""
        }
        state.inventory = inventory.snapshot.items[ObjectName(namespace: namespace, name: inventoryName)] ?? .absent
        state.scalers = Scalers.byDeployment(state.objects.objects(ofKinds: WriterPlanner.scalerKinds))
        return state
    }

    /// Whether the caches show what these steps wrote, or something newer.
    func show(_ outcomes: [StepOutcome]) -> Bool {
        outcomes.allSatisfy { outcome in
            guard outcome.result == .applied else { return true }
            return shows(outcome.step)
        }
    }

    private func shows(_ step: PlanStep) -> Bool {
        switch step.write {
        case .apply(let body, _):
            let planned = (try? JSONValue(parsing: body))?[path: "metadata", "resourceVersion"]?.string
            // One that was changed and is not there any more was deleted since.
            return version(of: step.object).map { $0.isEmpty ? planned != nil : $0 != planned } ?? true
        case .delete(let uid, _): return object(step.object).map { $0.uid != uid || $0.isTerminating } ?? true
        default: return true
        }
    }

    /// The version of an object as the caches have it: empty where they have none; `nil`: they do not keep its kind.
    private func version(of key: ObjectKey) -> String? {
        if key.kind == KubeResource.configMaps.kind {
            guard key.name == inventoryName else { return nil }
            if case .known(_, let version) = inventory.snapshot.items[ObjectName(namespace: namespace, name: key.name)]
            {
                return version
            }
            return ""
        }
        guard objects.contains(where: { $0.kind == key.kind }) else { return nil }
        return object(key)?.resourceVersion ?? ""
    }

    private func object(_ key: ObjectKey) -> PackedObject? {
        let reflector = objects.first { $0.kind == key.kind }?.reflector
        return reflector?.snapshot.items[ObjectName(namespace: key.namespace, name: key.name)]
    }

    /// For metrics: what each cache holds and how often its watch began.
    var statistics: [(kind: String, objects: Int, watches: Int)] {
        objects.map { kind, reflector in
            let snapshot = reflector.snapshot
            return (kind, snapshot.items.count, snapshot.watches)
        }
    }

    /// When the API server was last heard of by the kind that has been waiting longest.
    var lastContact: ContinuousClock.Instant? {
        objects.compactMap { $0.reflector.snapshot.lastContact }.min()
    }
}
