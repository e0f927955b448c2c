/// The live objects of a namespace by their keys: read just now, or out of a watch cache, unpacked where they are looked at.
public struct LiveObjects: Sendable {
    private enum Entry: Sendable {
        case read(LiveObject)
        case cached(PackedObject)
    }

    /// What is known of an object without unpacking it.
    public struct Summary: Sendable {
        /// Which object.
        public let key: ObjectKey
        /// The label of the instance.
        public let instance: String?
        /// The label of the writer, else the object's name.
        public let writer: String
        /// `metadata.deletionTimestamp` is set.
        public let isTerminating: Bool
        /// `spec.replicas`.
        public let replicas: Int64?
        /// The desired state's version.
        public let generation: Int64
        /// Deployments: `status`, as far as a rollout needs it.
        public let rollout: RolloutStatus?
    }

    private var entries: [ObjectKey: Entry]

    /// Takes objects; the last one with a key counts.
    public init(_ objects: some Sequence<LiveObject> = []) {
        entries = Dictionary(objects.map { ($0.key, .read($0)) }) { _, last in last }
    }

    /// Takes objects out of a cache.
    public init(cached objects: some Sequence<PackedObject>) {
        entries = Dictionary(objects.map { ($0.key, .cached($0)) }) { _, last in last }
    }

    /// An object; `nil`: there is none.
    public subscript(key: ObjectKey) -> LiveObject? {
        get {
            switch entries[key] {
            case .read(let object): object
            case .cached(let object): object.unpacked
            case nil: nil
            }
        }
        set { entries[key] = newValue.map(Entry.read) }
    }

    /// The objects of some kinds, unpacked one at a time.
    public func objects(ofKinds kinds: [String]) -> some Sequence<LiveObject> {
        entries.keys.lazy.filter { kinds.contains($0.kind) }.compactMap { self[$0] }
    }

    /// What is known of all objects without unpacking them.
    public var summaries: some Sequence<Summary> { entries.lazy.map { Self.summary($0.value) } }

    /// What is known of an object without unpacking it; `nil`: there is none.
    public func summary(of key: ObjectKey) -> Summary? { entries[key].map(Self.summary) }

    private static func summary(_ entry: Entry) -> Summary {
        switch entry {
        case .read(let object):
            Summary(
                key: object.key, instance: object.label(OperatorLabels.instance),
                writer: object.label(OperatorLabels.writer) ?? object.key.name, isTerminating: object.isTerminating,
                replicas: object.replicas, generation: object.generation, rollout: object.rollout)
        case .cached(let object):
            Summary(
                key: object.key, instance: object.instance, writer: object.writer ?? object.key.name,
                isTerminating: object.isTerminating, replicas: object.replicas, generation: object.generation,
                rollout: object.rollout)
        }
    }
}
