/// What a reflector knows: the projections of the objects that there are. A pure value.
struct ReflectorCache<Item: Sendable>: Sendable {
    /// What an event or a list has changed.
    struct Outcome: Sendable {
        var changes: [ReflectorChange<Item>] = []
        /// The objects that the projection could not read.
        var refusals: [(name: ObjectName, error: any Error)] = []
    }

    /// More of them than this are forgotten; the next list mends what that lets through.
    private static var departedLimit: Int { 1000 }

    private(set) var items: [ObjectName: Item] = [:]
    private var identities: [ObjectName: ObjectIdentity] = [:]
    /// At which version an object (by UID) left the cache since the last list, so that an event from before it that
    /// comes late does not bring it back.
    private var departed: [String: String] = [:]

    /// Replaces everything with a list, and tells the differences.
    mutating func replace(with objects: [ReadObject<Item>]) -> Outcome {
        var outcome = Outcome()
        departed = [:]
        var missing = Set(items.keys)
        for object in objects {
            missing.remove(object.identity.name)
            // A list is true whatever it says of versions: after a restored backup they are lower.
            put(object, &outcome)
        }
        for name in missing.sorted() { remove(name, &outcome) }
        return outcome
    }

    /// Takes an event of a watch. One that is older than what is known of its object changes nothing.
    mutating func apply(_ event: WatchEvent<Item>) -> Outcome {
        var outcome = Outcome()
        switch event {
        case .changed(let object):
            guard isNews(object.identity) else { break }
            put(object, &outcome)
            if case .success(nil) = object.item { depart(object.identity) }
        case .deleted(let identity):
            guard isNews(identity) else { break }
            remove(identity.name, &outcome)
            depart(identity)
        case .bookmark: break
        }
        return outcome
    }

    private func isNews(_ identity: ObjectIdentity) -> Bool {
        // The same version again is no news where it is known, but a deletion may come with the version of the object.
        if let left = departed[identity.uid], !ResourceVersionOrder.isOlder(left, than: identity.resourceVersion) {
            return false
        }
        guard let known = identities[identity.name] else { return true }
        return !ResourceVersionOrder.isOlder(identity.resourceVersion, than: known.resourceVersion)
    }

    private mutating func put(_ object: ReadObject<Item>, _ outcome: inout Outcome) {
        let identity = object.identity
        let known = identities[identity.name]
        if known == identity { return }
        // The old one under this name is gone, whatever the new one is.
        if let known, known.uid != identity.uid { remove(identity.name, &outcome) }
        switch object.item {
        case .success(let item?):
            let old = items.updateValue(item, forKey: identity.name)
            identities[identity.name] = identity
            outcome.changes.append(.upserted(identity.name, old: old, new: item))
        case .success(nil): remove(identity.name, &outcome)
        case .failure(let error):
            outcome.refusals.append((identity.name, error))
        }
    }

    private mutating func remove(_ name: ObjectName, _ outcome: inout Outcome) {
        identities[name] = nil
        if let last = items.removeValue(forKey: name) { outcome.changes.append(.deleted(name, last: last)) }
    }

    private mutating func depart(_ identity: ObjectIdentity) {
        guard !identity.uid.isEmpty else { return }
        if departed.count >= Self.departedLimit { departed = [:] }
        departed[identity.uid] = identity.resourceVersion
    }
}
