import Documents
import FoundationEssentials
import KubeClient
import Logging

/// Writes the Events of an instance, about its custom resource, else about its inventory. That an Event is lost is logged, and
/// stops nothing.
struct EventWriter {
    let client: KubeClient
    let fence: WriteFence
    let settings: InstanceSettings
    let runID: String
    let metrics: DaemonMetrics
    let logger: Logger
    private var series = EventSeries<ContinuousClock.Instant>()

    /// The longest note that the API server takes (events.k8s.io/v1).
    private static let longestNote = 1024

    init(
        client: KubeClient, fence: WriteFence, settings: InstanceSettings, runID: String, metrics: DaemonMetrics,
        logger: Logger
    ) {
        self.client = client
        self.fence = fence
        self.settings = settings
        self.runID = runID
        self.metrics = metrics
        self.logger = logger
    }

    /// Writes events.
    ///
    /// - Parameter namespace: That of the object which they are about.
    mutating func write(_ events: [InstanceEvent], namespace: String) async {
        for event in events {
            do {
                let write = series.take(event, now: .now)
                do {
                    try await self.write(event, write, namespace: namespace)
                } catch let error as KubeError where error.code == .notFound && write.isCount {
                    // Somebody deleted what it would be counted in.
                    series.forget(event)
                    try await self.write(event, series.take(event, now: .now), namespace: namespace)
                }
            } catch {
                series.forget(event)
                logger.warning("an event is not written: \(error)", metadata: ["event": "\(event.reason.rawValue)"])
            }
        }
    }

    private func write(
        _ event: InstanceEvent, _ write: EventSeries<ContinuousClock.Instant>.Write, namespace: String
    ) async throws {
        guard write != .drop else { return }
        try await fence.withPermit(upTo: GuardedCluster.writeTimeout) { timeout in
            try await RequestDeadline.with(.now + timeout) { try await send(event, write, namespace: namespace) }
        }
        metrics.registry.add(to: DaemonMetrics.events, [("reason", event.reason.rawValue)])
        audit(event, write, namespace: namespace)
    }

    private func send(
        _ event: InstanceEvent, _ write: EventSeries<ContinuousClock.Instant>.Write, namespace: String
    ) async throws {
        let now = MicroTime.text(Date())
        switch write {
        case .create(let number):
            _ = try await client.create(
                .events, namespace: namespace,
                body: body(event, name: name(number), namespace: namespace, time: now).serialized(),
                fieldManager: settings.planning.fieldManager)
        case .count(let number, let count):
            _ = try await client.patch(
                .events, namespace: namespace, name: name(number),
                mergePatch: ["series": ["count": .integer(Int64(count)), "lastObservedTime": .string(now)]],
                fieldManager: settings.planning.fieldManager, keeping: .metadata)
        case .drop: break
        }
    }

    /// At level debug: the event itself says what it is about, and why.
    private func audit(
        _ event: InstanceEvent, _ write: EventSeries<ContinuousClock.Instant>.Write, namespace: String
    ) {
        let number: Int
        let action: PlanStep.Action
        switch write {
        case .create(let new): (number, action) = (new, .create)
        case .count(let known, _): (number, action) = (known, .update)
        case .drop: return
        }
        logger.debug(
            "written",
            metadata: [
                "object": "\(ObjectKey(kind: KubeResource.events.kind, namespace: namespace, name: name(number)))",
                "action": "\(action.rawValue)", "reason": "\(event.reason.rawValue)",
                "source": "\(settings.planning.driver ?? "-")",
            ])
    }

    private func name(_ number: Int) -> String { "\(settings.planning.instance).\(runID).\(number)" }

    private func body(
        _ event: InstanceEvent, name: String, namespace: String, time: String
    ) -> JSONValue {
        var regarding: JSONValue
        if let resource = settings.resource {
            regarding = [
                "apiVersion": .string(BackgroundPersistence.resource.apiVersion), "kind": .string(resource.kind),
                "namespace": .string(resource.namespace), "name": .string(resource.name),
            ]
            // kubectl describe finds events by it.
            if let uid = settings.resourceUID { regarding["uid"] = .string(uid) }
        } else {
            regarding = [
                "apiVersion": "v1", "kind": "ConfigMap", "namespace": .string(namespace),
                "name": .string(settings.planning.inventoryName),
            ]
        }
        return [
            "apiVersion": .string(KubeResource.events.apiVersion), "kind": .string(KubeResource.events.kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "eventTime": .string(time),
            "type": event.isWarning ? "Warning" : "Normal", "reason": .string(event.reason.rawValue),
            "action": .string(event.action), "note": .string(String(event.note.prefix(Self.longestNote))),
            "regarding": regarding, "reportingController": "persistence-operator.io/controller",
            "reportingInstance": .string(runID),
        ]
    }
}
