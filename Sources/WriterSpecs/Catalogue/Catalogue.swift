import Documents

/// All that is known of writer types and placement: built in, and replaceable in part by a file.
public struct Catalogue: Hashable, Sendable {
    /// The entries by name.
    public var types: [String: WriterType]
    /// How placement fields become node selectors and tolerations.
    public var placement: PlacementRules
    /// Merged into every writer's pod template, before the overlay of its type.
    public var podTemplate: JSONValue?
    /// The fields of the spec that reach the environment of every type.
    public var environmentFields: [String]

    /// Makes a catalogue.
    public init(
        types: [WriterType], placement: PlacementRules, podTemplate: JSONValue? = nil, environmentFields: [String] = []
    ) {
        self.types = Dictionary(types.map { ($0.name, $0) }) { _, last in last }
        self.placement = placement
        self.podTemplate = podTemplate
        self.environmentFields = environmentFields
    }
}

/// How placement fields of a writer become node selectors and tolerations.
public struct PlacementRules: Hashable, Sendable {
    /// The node label that `instance_type` selects.
    public var instanceTypeLabel: String
    /// The node label that `nodepool` selects.
    public var nodepoolLabel: String
    /// The taint of an isolated pool, tolerated with the pool's name as value; `nil`: no toleration.
    public var nodepoolTaint: Taint?
    /// The node labels that `gke_spot: true` selects.
    public var spotLabels: [String: String]
    /// The taint of spot nodes, tolerated; `nil`: no toleration.
    public var spotTaint: Taint?

    /// A taint's key, value and effect; an empty value stands for the field's value.
    public struct Taint: Hashable, Sendable {
        /// The key.
        public var key: String
        /// The value; empty: the value of the placement field.
        public var value: String
        /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
        public var effect: String

        /// Makes a taint.
        public init(key: String, value: String, effect: String) {
            self.key = key
            self.value = value
            self.effect = effect
        }
    }

    /// Makes rules.
    public init(
        instanceTypeLabel: String, nodepoolLabel: String, nodepoolTaint: Taint?, spotLabels: [String: String],
        spotTaint: Taint?
    ) {
        self.instanceTypeLabel = instanceTypeLabel
        self.nodepoolLabel = nodepoolLabel
        self.nodepoolTaint = nodepoolTaint
        self.spotLabels = spotLabels
        self.spotTaint = spotTaint
    }
}
