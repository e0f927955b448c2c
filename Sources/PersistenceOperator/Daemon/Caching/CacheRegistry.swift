import KubeClient
import Logging

/// Keeps the caches of each namespace as long as some instance needs them.
actor CacheRegistry {
    private struct Entry {
        let caches: NamespaceCaches
        let task: Task<Void, Never>
        var users: Set<String>
    }

    private let client: KubeClient
    private let rollTriggers: Set<ConfigurationName>
    private let logger: Logger
    private var entries: [String: Entry] = [:]
    private var discovery: (kinds: ManagedKinds, asked: ContinuousClock.Instant)?

    /// What the server serves is asked at most this often, however many specs change.
    private static let discoveryAge = Duration.seconds(10)

    /// Makes a registry without caches.
    ///
    /// - Parameter rollTriggers: ConfigMaps and Secrets whose changes roll writers, in each namespace.
    init(client: KubeClient, rollTriggers: Set<ConfigurationName>, logger: Logger) {
        self.rollTriggers = rollTriggers
        self.client = client
        self.logger = logger
    }

    /// The caches of a namespace, made anew where the server serves other kinds by now; they are kept until the user releases
    /// them or takes others.
    ///
    /// - Throws: `KubeError` where the server cannot be asked what it serves.
    func caches(of namespace: String, for user: String) async throws -> NamespaceCaches {
        let kinds = try await servedKinds()
        release(user, except: namespace)
        if let entry = entries[namespace], entry.caches.kinds.discovery == kinds.discovery {
            entries[namespace]?.users.insert(user)
            return entry.caches
        }
        let users = entries[namespace]?.users ?? []
        if let entry = entries[namespace] { Self.end(entry) }
        let caches = NamespaceCaches(
            client: client, kinds: kinds, namespace: namespace, rollTriggers: rollTriggers, logger: logger)
        entries[namespace] = Entry(caches: caches, task: Task { await caches.run() }, users: users.union([user]))
        return caches
    }

    /// Lists everything anew for whoever asks next: another process may have written until a moment ago.
    func renew() {
        for entry in entries.values { Self.end(entry) }
        entries = [:]
    }

    private static func end(_ entry: Entry) {
        entry.task.cancel()
        entry.caches.retire()
    }

    /// The user needs no caches any more.
    func release(_ user: String) { release(user, except: nil) }

    private func release(_ user: String, except namespace: String?) {
        for (key, entry) in entries where key != namespace && entry.users.contains(user) {
            entries[key]?.users.remove(user)
            guard entries[key]?.users.isEmpty == true else { continue }
            entry.task.cancel()
            entries[key] = nil
        }
    }

    private func servedKinds() async throws -> ManagedKinds {
        if let discovery, discovery.asked.duration(to: .now) < Self.discoveryAge { return discovery.kinds }
        let asked = ContinuousClock.now
        let kinds = ManagedKinds(discovery: try await client.discover())
        discovery = (kinds, asked)
        return kinds
    }
}
