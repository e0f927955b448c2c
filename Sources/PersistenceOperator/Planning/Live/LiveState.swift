/// What was read of the cluster for one plan.
public struct LiveState: Sendable {
    /// The writers' namespace.
    public enum NamespaceState: String, Hashable, Sendable {
        /// It is there.
        case active
        /// It is being deleted: nothing can be created in it.
        case terminating
        /// It does not exist.
        case missing
        /// It could not be read, which a namespaced account may not; taken for there.
        case unknown
    }

    /// What is known of the inventory.
    public enum InventoryState: Hashable, Sendable {
        /// There is none: a new instance, or it was lost.
        case absent
        /// It was read at that resourceVersion.
        case known(Inventory, resourceVersion: String)
        /// It is there and cannot be understood.
        case unreadable(reason: String)
    }

    /// The writers' namespace.
    public var namespace: NamespaceState
    /// Every Deployment, PodDisruptionBudget and HorizontalPodAutoscaler of the namespace, ours or not, and Secrets: the
    /// instance's own where they were asked for one by one, those of all instances where they are cached.
    public var objects: LiveObjects
    /// What scales a Deployment, by the Deployment's name: `HorizontalPodAutoscaler x`, `ScaledObject y`.
    public var scalers: [String: [ObjectKey]]
    /// The inventory.
    public var inventory: InventoryState
    /// Objects with this instance's label in other namespaces, as far as they could be seen.
    public var elsewhere: [ObjectKey]
    /// The configuration whose changes roll writers; a name that is not in it is absent.
    public var configurations: [ConfigurationName: ConfigurationState] = [:]
    /// Service accounts and ConfigMaps that pods need.
    public var prerequisites: [ObjectKey: PrerequisiteReading]
    /// Kinds that could not be listed, with the server's word: nothing is known of their objects.
    public var unreadableKinds: [String: String]

    /// Makes a state; the default is an empty, existing namespace.
    public init(
        namespace: NamespaceState = .active, objects: [LiveObject] = [], scalers: [String: [ObjectKey]] = [:],
        inventory: InventoryState = .absent, elsewhere: [ObjectKey] = [], prerequisites: [PrerequisiteReading] = [],
        unreadableKinds: [String: String] = [:]
    ) {
        self.namespace = namespace
        self.objects = LiveObjects(objects)
        self.scalers = scalers
        self.inventory = inventory
        self.elsewhere = elsewhere
        self.prerequisites = Dictionary(prerequisites.map { ($0.object, $0) }) { _, last in last }
        self.unreadableKinds = unreadableKinds
    }
}
