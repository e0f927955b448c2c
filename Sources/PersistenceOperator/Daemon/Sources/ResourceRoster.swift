import KubeClient
import Logging

/// Follows the BackgroundPersistence resources of one namespace, or of all.
struct ResourceRoster: Sendable {
    /// What there is to know of them.
    enum News: Sendable {
        /// One is new, or another than before.
        case changed(BackgroundPersistence)
        /// One is gone.
        case gone(BackgroundPersistence)
        /// What is to be said of all of them: they may not be read any more, or may again.
        case readings([ObjectKey: SpecSourceReading])
    }

    private let namespace: String?
    private let reflector: Reflector<BackgroundPersistence>
    private let logger: Logger

    /// Makes a roster; nothing is asked for yet.
    ///
    /// - Parameter namespace: `nil`: all namespaces.
    init(_ namespace: String?, client: KubeClient, logger: Logger) {
        self.namespace = namespace
        self.logger = logger
        reflector = Reflector(
            client: client, resource: BackgroundPersistence.resource, namespace: namespace, logger: logger
        ) { BackgroundPersistence($0) }
    }

    /// Follows them until the task is cancelled.
    func run(_ tell: @escaping @Sendable (News) -> Void) async {
        await reflector.run { refusal in
            if let refusal {
                logger.error("\(name) may not be read: \(refusal)", metadata: ["reason": "Unreadable"])
            } else {
                logger.notice("\(name) may be read again")
            }
            tell(.readings(readings))
        } onChange: { change in
            switch change {
            case .synced: break
            case .upserted(_, let old, let new): if old != new { tell(.changed(new)) }
            case .deleted(_, let last): tell(.gone(last))
            }
        }
    }

    /// Why they are not known; `nil`: they are.
    var problem: String? {
        let snapshot = reflector.snapshot
        if let refusal = snapshot.refusal { return "\(name) may not be read: \(refusal)" }
        guard !snapshot.isSynced else { return nil }
        return "\(name) have not been listed yet" + (snapshot.lastError.map { ": \($0)" } ?? "")
    }

    private var name: String { "the BackgroundPersistence resources of \(namespace ?? "all namespaces")" }

    private var readings: [ObjectKey: SpecSourceReading] {
        let snapshot = reflector.snapshot
        let readings = snapshot.items.values.map { resource in
            let error = snapshot.refusal.map { SpecSourceError(source: "\(resource.key)", refusal: $0) }
            return (resource.key, error.map(resource.reading.refused) ?? resource.reading)
        }
        return Dictionary(readings) { $1 }
    }
}
