import Documents
import KubeClient
import Logging
import Synchronization

/// Watch caches of all that plans in a namespace compare: Deployments, budgets, autoscalers, and our Secrets and inventories. All
/// instances of the namespace share them, so that the number of watches does not grow with that of instances.
final class NamespaceCaches: Sendable {
    /// Told what a change means to one instance.
    typealias Subscriber = @Sendable (Set<InstanceCaches.Change>) -> Void

    /// The namespace.
    let namespace: String
    /// What the server serves of the kinds.
    let kinds: ManagedKinds
    private let objects: [(kind: String, reflector: Reflector<PackedObject>)]
    private let inventories: Reflector<LiveState.InventoryState>
    /// Of each a watch of its own: nothing else of its kind is asked for.
    private let configurations: [(name: ConfigurationName, reflector: Reflector<ConfigurationState>)]
    /// By the subscriber's name, with its instance.
    private let subscribers = Mutex<[String: (instance: String, body: Subscriber)]>([:])

    /// Makes caches; nothing is asked for yet.
    ///
    /// - Parameter rollTriggers: ConfigMaps and Secrets whose changes roll writers.
    init(
        client: KubeClient, kinds: ManagedKinds, namespace: String, rollTriggers: Set<ConfigurationName>, logger: Logger
    ) {
        self.namespace = namespace
        self.kinds = kinds
        func reflector(
            _ resource: KubeResource, fieldSelector: String? = nil,
            keeping isKept: @escaping @Sendable (JSONValue) -> Bool = { _ in true }
        ) -> (kind: String, reflector: Reflector<PackedObject>) {
            (
                resource.kind,
                Reflector(
                    client: client, resource: resource, namespace: namespace, fieldSelector: fieldSelector,
                    logger: logger
                ) { isKept($0) ? PackedObject($0) : nil }
            )
        }
        objects =
            [
                .deployments, kinds.discovery.podDisruptionBudgets, kinds.discovery.horizontalPodAutoscalers,
                kinds.scaledObjects, kinds.triggerAuthentications,
            ].compactMap(\.self).map { reflector($0) }
            // Neither tokens nor what Helm remembers; of the others only what has a name of ours, whoever made it.
            + [
                reflector(.secrets, fieldSelector: "type=Opaque") {
                    $0[path: "metadata", "name"]?.string?.hasSuffix(SecretManifest.nameSuffix) == true
                }
            ]
        configurations = rollTriggers.sorted().map { name in
            (
                name,
                Reflector(
                    client: client, resource: name.kind.resource, namespace: namespace,
                    fieldSelector: "metadata.name=\(name.name)", logger: logger
                ) { ConfigurationState(of: $0) }
            )
        }
        inventories = Reflector(
            client: client, resource: .configMaps, namespace: namespace, labelSelector: OperatorLabels.instance,
            logger: logger
        ) { object in
            let settings = PlanSettings(
                instance: object[path: "metadata", "labels", OperatorLabels.instance]?.string ?? "")
            guard object[path: "metadata", "name"]?.string == settings.inventoryName else { return nil }
            return InventoryReader.state(of: object, fieldManager: settings.fieldManager)
        }
    }

    /// Tells a subscriber of changes from now on.
    func subscribe(_ name: String, instance: String, _ body: @escaping Subscriber) {
        subscribers.withLock { $0[name] = (instance, body) }
    }

    /// Tells a subscriber nothing any more.
    func unsubscribe(_ name: String) { subscribers.withLock { $0[name] = nil } }

    /// Keeps the caches until the task is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for (_, reflector) in objects {
                group.addTask { await reflector.run { self.tell($0) } }
            }
            group.addTask { await self.inventories.run { self.tell($0) } }
            for (_, reflector) in configurations {
                group.addTask { await reflector.run { self.tell($0) } }
            }
        }
    }

    // MARK: Telling

    /// Tells all subscribers that these caches are not kept any more.
    func retire() {
        let last = subscribers.withLock { subscribers in
            defer { subscribers = [:] }
            return Array(subscribers.values)
        }
        for (_, body) in last { body([.stale]) }
    }

    private func tell(_ change: ReflectorChange<PackedObject>) {
        let meaning = InstanceCaches.meaning(of: change)
        let owner: String? =
            switch change {
            case .upserted(_, let old?, let new): old.instance == new.instance ? new.instance : nil
            case .upserted(_, nil, let object), .deleted(_, let object): object.instance
            case .synced: nil
            }
        for (instance, body) in subscribers.withLock({ Array($0.values) }) {
            if owner == nil || owner == instance { body(meaning) }
        }
    }

    private func tell(_ change: ReflectorChange<LiveState.InventoryState>) {
        let name: String? =
            switch change {
            case .upserted(let name, _, _), .deleted(let name, _): name.name
            case .synced: nil
            }
        for (instance, body) in subscribers.withLock({ Array($0.values) }) {
            guard name == nil || name == PlanSettings(instance: instance).inventoryName else { continue }
            body([.anyone])
        }
    }

    private func tell(_ change: ReflectorChange<ConfigurationState>) {
        if case .upserted(_, let old?, let new) = change, old == new { return }
        for (_, body) in subscribers.withLock({ Array($0.values) }) {
            body([.anyone])
        }
    }

    // MARK: Looking

    /// Whether every kind has been listed, or may not be.
    var isSynced: Bool {
        (inventories.snapshot.isSynced || Self.isForbidden(inventories))
            && objects.allSatisfy { $0.reflector.snapshot.isSynced || Self.isForbidden($0.reflector) }
            && configurations.allSatisfy { $0.reflector.snapshot.isSynced || Self.isForbidden($0.reflector) }
    }

    private static func isForbidden(_ reflector: Reflector<some Sendable>) -> Bool {
        let snapshot = reflector.snapshot
        return !snapshot.isSynced && snapshot.refusal?.code == .forbidden
    }

    /// What the caches know; the namespace is taken for there, and of prerequisites nothing is known.
    func liveState(inventoryName: String) -> LiveState {
        var state = LiveState()
        state.objects = LiveObjects(cached: objects.flatMap { $0.reflector.snapshot.items.values })
        for (kind, reflector) in objects where Self.isForbidden(reflector) {
            state.unreadableKinds[kind] = reflector.snapshot.refusal?.description ?? ""
        }
        state.inventory = inventory(inventoryName)
        if Self.isForbidden(inventories) {
            state.unreadableKinds[KubeResource.configMaps.kind] = inventories.snapshot.refusal?.description ?? ""
        }
        for (name, reflector) in configurations {
            let snapshot = reflector.snapshot
            state.configurations[name] =
                Self.isForbidden(reflector)
                ? .unreadable(reason: snapshot.refusal?.description ?? "")
                : snapshot.items[ObjectName(namespace: namespace, name: name.name)] ?? .absent
        }
        state.scalers = Scalers.byDeployment(state.objects.objects(ofKinds: WriterPlanner.scalerKinds))
        return state
    }

    /// An inventory as the caches have it.
    func inventory(_ name: String) -> LiveState.InventoryState {
        inventories.snapshot.items[ObjectName(namespace: namespace, name: name)] ?? .absent
    }

    /// An object as the caches have it: the outer `nil`: they do not keep its kind.
    func object(_ key: ObjectKey) -> PackedObject?? {
        guard let reflector = objects.first(where: { $0.kind == key.kind })?.reflector else { return nil }
        return .some(reflector.snapshot.items[ObjectName(namespace: key.namespace, name: key.name)])
    }

    /// When the API server was last heard of by the kind that has been waiting longest.
    var lastContact: ContinuousClock.Instant? {
        objects.compactMap { $0.reflector.snapshot.lastContact }.min()
    }
}
