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
    private var discovery: (kinds: Task<ManagedKinds, any Error>, asked: ContinuousClock.Instant)?

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
    /// - Parameters:
    ///   - instance: The user's instance, as labels have it.
    ///   - tell: Is told of changes until then.
    /// - Throws: `KubeError` where the server cannot be asked what it serves.
    func caches(
        of namespace: String, for user: String, instance: String, telling tell: @escaping NamespaceCaches.Subscriber
    ) async throws -> NamespaceCaches {
        let kinds = try await servedKinds()
        release(user, except: namespace)
        let caches = caches(of: namespace, for: user, serving: kinds)
        caches.subscribe(user, instance: instance, tell)
        return caches
    }

    private func caches(of namespace: String, for user: String, serving kinds: ManagedKinds) -> NamespaceCaches {
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
            entry.caches.unsubscribe(user)
            guard entries[key]?.users.isEmpty == true else { continue }
            entry.task.cancel()
            entries[key] = nil
        }
    }

    private func servedKinds() async throws -> ManagedKinds {
        let asked = ContinuousClock.now
        let kinds: Task<ManagedKinds, any Error>
        if let discovery, discovery.asked.duration(to: asked) < Self.discoveryAge {
            kinds = discovery.kinds
        } else {
            // All who ask meanwhile wait for the same answer.
            kinds = Task { [client] in ManagedKinds(discovery: try await client.discover()) }
            discovery = (kinds, asked)
        }
        do {
            return try await withTaskCancellationHandler {
                try await kinds.value
            } onCancel: {
                kinds.cancel()
            }
        } catch {
            if discovery?.kinds == kinds { discovery = nil }
            throw error
        }
    }
}
