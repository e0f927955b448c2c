import BusClients
import FoundationEssentials

/// What the plan depends on beside spec, live state, bus and inventory.
public struct PlanSettings: Sendable {
    /// How many writers may be deleted.
    public enum DeletionAllowance: Hashable, Sendable {
        /// The budget: 30 % of the live writers, at least one; never all.
        case budget
        /// Up to that many.
        case upTo(Int)
        /// All of them.
        case all
    }

    /// The instance: specs in one namespace are told apart by it.
    public var instance: String
    /// What the bus may stop.
    public var busCheck: BusSettings.Check
    /// Names of objects without our label that may be taken over (`--adopt NAME`).
    public var adopt: Set<String>
    /// How many writers may be deleted (`--allow-deletions N|all`).
    public var allowedDeletions: DeletionAllowance
    /// Whether a missing namespace is made (`--create-namespace`).
    public var createsNamespace: Bool
    /// Whether deletions may wait for their replacements (`--wait`); else they are held until the next run.
    public var waits: Bool
    /// Whether the live state is a set of manifests: what the operator remembers on its objects is not compared then.
    public var isOffline: Bool

    /// The source that a controller drives the instance from; `nil`: a command that a person or a pipeline runs.
    public var driver: String?
    /// The hand brake that somebody pulled on the source.
    public var pause: Pause?
    /// The time that pauses are measured by: unless told so long ago that each still holds.
    public var now = Date.distantPast
    /// Whether the instance may have been in another namespace before: then its objects there are looked for, and named.
    public var looksElsewhere = true
    /// ConfigMaps and Secrets whose changes roll the writers that refer to them (`--roll-on-change`).
    public var rollTriggers: Set<ConfigurationName> = []
    /// Whether an instance that something else drives is taken from it (`--take-over`).
    public var takesOver = false

    /// Makes settings; what is not given is the safe default.
    public init(
        instance: String = "background-persistence", busCheck: BusSettings.Check = .require, adopt: Set<String> = [],
        allowedDeletions: DeletionAllowance = .budget, createsNamespace: Bool = false,
        waits: Bool = false, isOffline: Bool = false
    ) {
        self.instance = instance
        self.busCheck = busCheck
        self.adopt = adopt
        self.allowedDeletions = allowedDeletions
        self.createsNamespace = createsNamespace
        self.waits = waits
        self.isOffline = isOffline
    }

    /// The field manager of everything this instance applies.
    public var fieldManager: String { "persistence-operator/\(instance)" }

    /// The ConfigMap that remembers what was applied.
    public var inventoryName: String { "\(instance)-inventory" }
}
