import Synchronization

/// What the reflectors of a client have seen of one collection, summed up where there are several.
public struct WatchedCollection: Hashable, Sendable {
    /// The kind of the objects.
    public let kind: String
    /// Where they are; empty: in all namespaces.
    public let namespace: String
    /// The objects in the caches now.
    public var objects: Int
    /// The watches that the server accepted so far, also those of reflectors that have ended.
    public var watches: Int
}

/// Knows the reflectors of a client while they run, whoever made them.
final class WatchCensus: Sendable {
    /// A reflector.
    struct Member: Sendable {
        /// What it has seen.
        let look: @Sendable () -> WatchedCollection
        /// Lets it list anew.
        let relist: @Sendable () -> Void
    }

    private struct State {
        var running: [Int: Member] = [:]
        var nextID = 0
        /// Those that have ended, without their objects.
        var ended: [WatchedCollection] = []
    }

    private let state = Mutex(State())

    /// A reflector has begun.
    ///
    /// - Returns: What it leaves with.
    func join(_ member: Member) -> Int {
        state.withLock { state in
            defer { state.nextID += 1 }
            state.running[state.nextID] = member
            return state.nextID
        }
    }

    /// A reflector has ended. What it has counted stays: a counter never goes back.
    func leave(_ id: Int) {
        state.withLock { state in
            guard var last = state.running.removeValue(forKey: id)?.look() else { return }
            last.objects = 0
            state.ended = Self.sums(of: state.ended + [last])
        }
    }

    /// Lets all list anew that run now.
    func relist() {
        for member in state.withLock({ Array($0.running.values) }) { member.relist() }
    }

    /// The collections, ascending by kind and namespace.
    var collections: [WatchedCollection] {
        let (ended, running) = state.withLock { ($0.ended, Array($0.running.values)) }
        return Self.sums(of: ended + running.map { $0.look() }).sorted {
            ($0.kind, $0.namespace) < ($1.kind, $1.namespace)
        }
    }

    private static func sums(of collections: [WatchedCollection]) -> [WatchedCollection] {
        let sums = collections.reduce(into: [[String]: WatchedCollection]()) { sums, next in
            let key = [next.kind, next.namespace]
            sums[key] = WatchedCollection(
                kind: next.kind, namespace: next.namespace, objects: (sums[key]?.objects ?? 0) + next.objects,
                watches: (sums[key]?.watches ?? 0) + next.watches)
        }
        return Array(sums.values)
    }
}
