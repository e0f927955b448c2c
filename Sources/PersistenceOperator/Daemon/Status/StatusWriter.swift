import Documents
import FoundationEssentials
import KubeClient
import Logging

/// Writes an instance's status where it changed: to its custom resource, else to its ConfigMap `<instance>-status`.
struct StatusWriter {
    private let client: KubeClient
    private let fence: WriteFence
    private let settings: InstanceSettings
    private let runID: String
    private let logger: Logger
    /// What the resource or ConfigMap holds, as far as it is known, and in which namespace. Packed: it is looked at when the
    /// next one is written.
    private var written: (namespace: String, document: PackedBytes?)?
    private var failure = RepeatedFailure()

    /// The key in the ConfigMap.
    static let key = "status.json"

    init(client: KubeClient, fence: WriteFence, settings: InstanceSettings, runID: String, logger: Logger) {
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

    /// Writes the status where it says something new. What fails is logged where it did not fail so before, and tried again with
    /// the next one.
    ///
    /// - Parameters:
    ///   - namespace: Of the ConfigMap.
    ///   - generation: That of the custom resource which the status is about.
    /// - Returns: Whether it is written.
    mutating func write(_ status: InstanceStatus, namespace: String, generation: Int64?) async -> Bool {
        do {
            if written?.namespace != namespace { try await readBack(namespace) }
            let last = written?.document?.unpacked.flatMap { try? JSONValue(parsing: $0) }
            let next = StatusDocument.next(
                status, after: last, runID: runID, generation: generation, now: Date())
            guard let document = next else {
                failure.end()
                return true
            }
            try await fence.withPermit(upTo: GuardedCluster.writeTimeout) { timeout in
                try await RequestDeadline.with(.now + timeout) { try await put(document, namespace) }
            }
            audit(document, after: last, namespace)
            written = (namespace, PackedBytes(document.serialized()))
            failure.end()
            return true
        } catch {
            if failure.isNew(error) { logger.warning("the status is not written: \(error)") }
            return false
        }
    }

    private func put(_ document: JSONValue, _ namespace: String) async throws {
        if let resource = settings.resource {
            try await client.apply(
                BackgroundPersistence.resource, namespace: resource.namespace, name: resource.name,
                subresource: "status",
                body: Self.resourceBody(resource, document).serialized(), fieldManager: settings.planning.fieldManager,
                force: true, keeping: .metadata)
            return
        }
        let name = Self.name(instance: settings.planning.instance)
        try await client.apply(
            .configMaps, namespace: namespace, name: name, body: configMapBody(name, namespace, document).serialized(),
            fieldManager: settings.planning.fieldManager, force: true, keeping: .metadata)
    }

    /// At level debug: a status is written with every turn of a rollout.
    private func audit(_ document: JSONValue, after last: JSONValue?, _ namespace: String) {
        let name = Self.name(instance: settings.planning.instance)
        let object = settings.resource ?? ObjectKey(kind: "ConfigMap", namespace: namespace, name: name)
        let changed = (document.object?.map(\.key) ?? []).filter { document[$0] != last?[$0] }
        let audited = logger.with(revision: document["revision"]?.string ?? "-", source: settings.planning.driver)
        audited.debug(
            "written",
            metadata: [
                "object": "\(object)", "action": "\(last == nil ? "create" : "update")",
                "reason": "StatusChanged", "changed": "\(changed.sorted().joined(separator: ","))",
            ])
    }

    private static func resourceBody(_ resource: ObjectKey, _ status: JSONValue) -> JSONValue {
        [
            "apiVersion": .string(BackgroundPersistence.resource.apiVersion), "kind": .string(resource.kind),
            "metadata": ["name": .string(resource.name), "namespace": .string(resource.namespace)],
            "status": status,
        ]
    }

    private func configMapBody(_ name: String, _ namespace: String, _ status: JSONValue) -> JSONValue {
        var status = status
        status["apiVersion"] = .string(BackgroundPersistence.resource.apiVersion)
        status["kind"] = "InstanceStatus"
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace),
                "labels": [
                    "app.kubernetes.io/managed-by": "persistence-operator",
                    OperatorLabels.instance: .string(settings.planning.instance),
                ],
            ],
            "data": [Self.key: .string(status.text())],
        ]
    }

    /// Takes what a process before this one wrote: conditions that have not changed keep their times.
    private mutating func readBack(_ namespace: String) async throws {
        var document: JSONValue?
        if let resource = settings.resource {
            let object = try await client.get(
                BackgroundPersistence.resource, namespace: resource.namespace, name: resource.name)
            document = object?["status"]
        } else {
            let object = try await client.get(
                .configMaps, namespace: namespace, name: Self.name(instance: settings.planning.instance))
            document = object?[path: "data", Self.key]?.string.flatMap { try? JSONValue(parsing: $0) }
            document?["apiVersion"] = nil
            document?["kind"] = nil
        }
        written = (namespace, document.map { PackedBytes($0.serialized()) })
    }
}
