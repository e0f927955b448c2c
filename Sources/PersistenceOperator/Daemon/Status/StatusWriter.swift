import Documents
import FoundationEssentials
import KubeClient
import Logging

/// Writes an instance's status to its ConfigMap `<instance>-status`: when it changed, and at most once a second.
struct StatusWriter {
    private let client: KubeClient
    private let fence: WriteFence
    private let settings: PlanSettings
    private let runID: String
    private let logger: Logger
    /// What the ConfigMap holds, as far as it is known, and in which namespace.
    private var written: (namespace: String, document: JSONValue)?

    /// The key in the ConfigMap.
    static let key = "status.json"

    init(client: KubeClient, fence: WriteFence, settings: PlanSettings, runID: String, logger: Logger) {
        self.client = client
        self.fence = fence
        self.settings = settings
        self.runID = runID
        self.logger = logger
    }

    /// The ConfigMap of an instance.
    static func name(instance: String) -> String { "\(instance)-status" }

    /// Another process may have written it since: it is read again before the next write.
    mutating func forget() { written = nil }

    /// Writes the status where it says something new. What fails is logged, and tried again with the next one.
    ///
    /// - Returns: Whether it is written.
    mutating func write(_ status: InstanceStatus, namespace: String) async -> Bool {
        do {
            if written?.namespace != namespace { try await readBack(namespace) }
            guard let document = StatusDocument.next(status, after: written?.document, runID: runID, now: Date()) else {
                return true
            }
            let name = Self.name(instance: settings.instance)
            let body: JSONValue = [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": .string(name), "namespace": .string(namespace),
                    "labels": [
                        "app.kubernetes.io/managed-by": "persistence-operator",
                        OperatorLabels.instance: .string(settings.instance),
                    ],
                ],
                "data": [Self.key: .string(document.text())],
            ]
            _ = try await fence.withPermit(upTo: GuardedCluster.writeTimeout) { timeout in
                try await RequestDeadline.with(.now + timeout) {
                    try await client.apply(
                        .configMaps, namespace: namespace, name: name, body: body.serialized(),
                        fieldManager: settings.fieldManager, force: true, keeping: .metadata)
                }
            }
            written = (namespace, document)
            return true
        } catch {
            logger.warning("the status is not written: \(error)")
            return false
        }
    }

    /// Takes what a process before this one wrote: conditions that have not changed keep their times.
    private mutating func readBack(_ namespace: String) async throws {
        let object = try await client.get(
            .configMaps, namespace: namespace, name: Self.name(instance: settings.instance))
        let text = object?[path: "data", Self.key]?.string
        written = text.flatMap { try? JSONValue(parsing: $0) }.map { (namespace, $0) }
    }
}
