import Documents
import KubeClient

/// What an instance sees of its namespace's caches. Planning from it asks nobody.
struct InstanceCaches: Sendable {
    private let shared: NamespaceCaches
    private let inventoryName: String

    /// Looks at caches for an instance.
    init(_ shared: NamespaceCaches, settings: PlanSettings) {
        self.shared = shared
        inventoryName = settings.inventoryName
    }

    /// The namespace.
    var namespace: String { shared.namespace }
    /// What the server serves of the kinds.
    var kinds: ManagedKinds { shared.kinds }
    /// Whether every kind has been listed, or may not be.
    var isSynced: Bool { shared.isSynced }
    /// What the caches know; the namespace is taken for there, and of prerequisites nothing is known.
    var liveState: LiveState { shared.liveState(inventoryName: inventoryName) }
    /// When the API server was last heard of by the kind that has been waiting longest.
    var lastContact: ContinuousClock.Instant? { shared.lastContact }

    /// What a change of an object means.
    enum Change: Hashable, Sendable {
        /// The plan of one writer may be another.
        case writer(String)
        /// The plan of anyone may be another.
        case anyone
        /// A Deployment became available, or is no longer: that decides whether another one may go.
        case availability
        /// A rollout went on: there is something new to say, and nothing to do.
        case progress
        /// These caches are not kept any more: others are to be asked for.
        case stale
    }

    static func meaning(of change: ReflectorChange<PackedObject>) -> Set<Change> {
        let before: PackedObject?
        let after: PackedObject?
        switch change {
        case .synced: return [.anyone]
        case .upserted(_, let old, let new): (before, after) = (old, new)
        case .deleted(_, let last): (before, after) = (last, nil)
        }
        let meaning: Set<Change> = isAvailable(before) == isAvailable(after) ? [] : [.availability]
        if let before, let after, after.isSame(for: before) { return meaning.union([.progress]) }
        return [before, after].compactMap(\.self).reduce(into: meaning) { $0.formUnion(concerned(by: $1)) }
    }

    private static func isAvailable(_ object: PackedObject?) -> Bool { (object?.rollout?.available ?? 0) > 0 }

    /// An object of a writer has its name; one that is labelled with another writer's was meddled with, and a scaler acts on the
    /// Deployment that it names, whoever it belongs to. The Secret is all writers'.
    private static func concerned(by object: PackedObject) -> Set<Change> {
        guard object.key.kind != KubeResource.secrets.kind else { return [.anyone] }
        return Set([object.key.name, object.writer, object.scaledDeployment].compactMap(\.self).map(Change.writer))
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
        case .delete(let uid, _):
            return (shared.object(step.object) ?? nil).map { $0.uid != uid || $0.isTerminating } ?? true
        default: return true
        }
    }

    /// The version of an object as the caches have it: empty where they have none; `nil`: they do not keep its kind.
    private func version(of key: ObjectKey) -> String? {
        if key.kind == KubeResource.configMaps.kind {
            guard key.name == inventoryName else { return nil }
            if case .known(_, let version) = shared.inventory(key.name) { return version }
            return ""
        }
        return shared.object(key).map { $0?.resourceVersion ?? "" }
    }
}
