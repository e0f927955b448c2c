import BusClients
import Documents
import KubeClient
import WriterSpecs

/// What the operator would do, and why: a value that can be printed, compared and executed.
public struct Plan: Sendable {
    /// The instance.
    public var instance: String
    /// The namespace of all steps.
    public var namespace: String
    /// How the bus was asked: recorded in every output of the plan.
    public var busCheck: BusSettings.Check
    /// The steps in the order of execution: writers in document order, then deletions.
    public var steps: [PlanStep]
    /// What somebody should look at, although nothing is held for it.
    public var notices: [PlanNotice]
    /// The inventory as it was read; empty where there was none.
    public var previousInventory: Inventory
    /// The inventory after this plan, if every step succeeds.
    public var inventory: Inventory

    /// Makes a plan.
    public init(
        instance: String, namespace: String, busCheck: BusSettings.Check, steps: [PlanStep], notices: [PlanNotice],
        previousInventory: Inventory, inventory: Inventory
    ) {
        self.instance = instance
        self.namespace = namespace
        self.busCheck = busCheck
        self.steps = steps
        self.notices = notices
        self.previousInventory = previousInventory
        self.inventory = inventory
    }

    /// Whether a step would write.
    public var hasChanges: Bool { steps.contains { $0.action.writes } }

    /// The held steps.
    public var holds: [(step: PlanStep, hold: Hold)] {
        steps.compactMap { step in step.hold.map { (step, $0) } }
    }
}

/// One step: at most one write to the API.
public struct PlanStep: Sendable {
    /// What happens to the object.
    public enum Action: String, Sendable, CaseIterable {
        /// The object does not exist yet.
        case create
        /// Some of its fields differ.
        case update
        /// It is as it should be.
        case unchanged
        /// It is no longer wanted.
        case delete
        /// Nothing, although something would be needed.
        case hold

        /// Whether the step writes.
        public var writes: Bool { self == .create || self == .update || self == .delete }
    }

    /// What happens to the object.
    public var action: Action
    /// The object.
    public var object: ObjectKey
    /// The `apiVersion` it is read and written with.
    public var apiVersion: String
    /// The writer that it belongs to; `nil` for what all writers share.
    public var writer: String?
    /// Why this step is in the plan: a stable code and a sentence.
    public var reason: StepReason
    /// The fields that differ; empty for `create` (all of them) and `delete`.
    public var changes: [FieldChange]
    /// Rendered fields that another manager owns, and that the step takes back.
    public var conflicts: [FieldConflict]
    /// Fields that others added: shown, never touched.
    public var foreign: [FieldOwner]
    /// What is sent, for `create`, `update` and `delete`.
    public var write: PlannedWrite?
    /// Why nothing happens, for `hold`.
    public var hold: Hold?
    /// Writers whose Deployments must be available before a `delete` is executed.
    public var waitsFor: [String]

    /// Makes a step.
    public init(
        action: Action, object: ObjectKey, apiVersion: String, writer: String?, reason: StepReason,
        changes: [FieldChange] = [], conflicts: [FieldConflict] = [], foreign: [FieldOwner] = [],
        write: PlannedWrite? = nil, hold: Hold? = nil, waitsFor: [String] = []
    ) {
        self.action = action
        self.object = object
        self.apiVersion = apiVersion
        self.writer = writer
        self.reason = reason
        self.changes = changes
        self.conflicts = conflicts
        self.foreign = foreign
        self.write = write
        self.hold = hold
        self.waitsFor = waitsFor
    }
}

/// Why a step is in the plan.
public struct StepReason: Hashable, Sendable {
    /// A stable code, PascalCase: `NewWriter`, `SpecChanged`, `Drift`, `Missing`, `Unchanged`, `NoLongerInSpec`, …
    public var code: String
    /// One sentence for people.
    public var message: String

    /// Makes a reason.
    public init(_ code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// What a step sends to the API server.
public enum PlannedWrite: Hashable, Sendable {
    /// A server-side apply of a JSON body; `force` takes fields over from other managers. The body of an object that
    /// exists carries the resourceVersion that it was planned against.
    case apply(body: [UInt8], force: Bool)
    /// A delete with both preconditions.
    case delete(uid: String, resourceVersion: String)
    /// The inventory of what the other steps did. Only the executor knows it; `resourceVersion` is that of the inventory
    /// which the plan was made from, `nil` where there was none.
    case remember(resourceVersion: String?)
    /// A namespace of that name.
    case createNamespace
}

/// One field of an object that differs.
public struct FieldChange: Hashable, Sendable {
    /// The field.
    public var path: FieldPath
    /// The live value; `nil`: absent.
    public var old: JSONValue?
    /// The wanted value; `nil`: removed.
    public var new: JSONValue?
    /// Where the wanted value comes from; `nil` for a field that is removed.
    public var provenance: Provenance?

    /// Makes a change.
    public init(path: FieldPath, old: JSONValue?, new: JSONValue?, provenance: Provenance?) {
        self.path = path
        self.old = old
        self.new = new
        self.provenance = provenance
    }
}

/// A field and a manager that owns it.
public struct FieldOwner: Hashable, Sendable {
    /// The field.
    public var path: FieldPath
    /// The manager's name in `managedFields`.
    public var manager: String

    /// Makes an owner.
    public init(path: FieldPath, manager: String) {
        self.path = path
        self.manager = manager
    }
}

/// A rendered field that another manager owns with another value.
public typealias FieldConflict = FieldOwner

/// Something to look at that holds nothing.
public struct PlanNotice: Hashable, Sendable {
    /// A stable code, PascalCase.
    public var code: String
    /// The writer it is about; `nil`: all.
    public var writer: String?
    /// One sentence: what, and what to do.
    public var message: String

    /// Makes a notice.
    public init(code: String, writer: String?, message: String) {
        self.code = code
        self.writer = writer
        self.message = message
    }
}

/// Why a step does nothing.
public struct Hold: Hashable, Sendable {
    /// Who can end the hold; decides the exit code.
    public enum Kind: String, Hashable, Sendable {
        /// Somebody must change something: exit 2.
        case needsPerson
        /// It may pass by itself, try again: exit 75.
        case mayPass
        /// The spec asks for it (`suspended`): no failure.
        case intended
    }

    /// Who can end the hold.
    public var kind: Kind
    /// A stable code, PascalCase: `TopicMissing`, `NotOurs`, `DeletionBudget`, …
    public var reason: String
    /// What is wrong.
    public var message: String
    /// What to do.
    public var action: String

    /// Makes a hold.
    public init(_ kind: Kind, reason: String, message: String, action: String) {
        self.kind = kind
        self.reason = reason
        self.message = message
        self.action = action
    }
}
