import BusClients
import Documents
import FoundationEssentials
import KubeClient
import WriterSpecs

@testable import PersistenceOperator

/// A small instance on Kafka: what is desired, what is live, and what is remembered, each of which a test can change.
struct PlanFixture {
    var settings = PlanSettings(busCheck: .skip)
    var spec: ResolvedSpec
    var live = LiveState()
    var bus = BusReadiness.skipped
    var rendering = RenderSettings()

    static let observer = BusObserver(principal: "anonymous", host: "test", cluster: "b-1:9096")

    init(_ names: String...) {
        spec = ResolvedSpec(
            document: PersistenceDocument(), namespace: "ns", serviceAccountName: "sa", backend: .kafka,
            backendProvenance: .spec(path: "common_persistence_specs.bus_backend", position: nil),
            kafka: KafkaConnection(
                bootstrapServers: ["b-1:9096"], securityProtocol: "PLAINTEXT", saslMechanism: nil, secretName: nil),
            googleCloudProject: nil, writers: [], faultyWriters: [])
        for name in names { add(name) }
    }

    /// Adds a writer that consumes one topic.
    mutating func add(
        _ name: String, type: String = "ONLINE_WRITER", topic: String = "result-bus", replicas: Int64? = nil
    ) {
        var entry = WriterSpec()
        entry.defaultReplicaCount = replicas
        entry.positions.path = "writers[\(spec.writers.count)]"
        spec.writers.append(
            ResolvedWriter(
                index: spec.writers.count, name: name, type: Catalogue.builtIn.types[type] ?? .testType,
                isKnownType: true, image: "example.com/writer:1", imageProvenance: .option("--image python=…"),
                busFields: [:], consumerGroup: nil,
                endpoints: [
                    WriterEndpoint(
                        role: .consume, resource: .kafkaTopic(topic), provenance: .spec(path: "x", position: nil))
                ], spec: entry))
    }

    /// Changes the first writer.
    mutating func change(_ change: (inout ResolvedWriter) -> Void) { change(&spec.writers[0]) }

    mutating func remove(_ name: String) { spec.writers.removeAll { $0.name == name } }

    var planner: Planner {
        Planner(
            settings: settings, live: live, bus: bus,
            renderer: Renderer(settings: rendering, catalogue: .builtIn, apiVersions: .newest))
    }

    func plan() -> Plan { planner.plan(spec) }

    /// The live state after the plan has been executed, as the API server would show it.
    mutating func apply(availableReplicas: Int64 = 1) {
        let plan = plan()
        for step in plan.steps {
            switch step.write {
            case .apply(let body, _):
                guard let value = try? JSONValue(parsing: body) else { continue }
                put(value, uid: "uid-\(step.object)", availableReplicas: availableReplicas)
            case .delete: live.objects[step.object] = nil
            case .remember: live.inventory = .known(plan.inventory, resourceVersion: "7")
            case .createNamespace: live.namespace = .active
            case nil: break
            }
        }
    }

    /// Puts an object that a manager, ours unless named, has applied.
    mutating func put(
        _ applied: JSONValue, uid: String, manager: String? = nil, availableReplicas: Int64 = 1
    ) {
        var object = applied
        object[path: "metadata", "uid"] = .string(uid)
        object[path: "metadata", "resourceVersion"] = "42"
        object[path: "metadata", "generation"] = 1
        object[path: "metadata", "managedFields"] = [
            ManagedFieldsFixture.entry(of: applied, manager: manager ?? settings.fieldManager)
        ]
        object["status"] = ["availableReplicas": .integer(availableReplicas), "observedGeneration": 1]
        if let live = LiveObject(object) { self.live.objects[live.key] = live }
    }

    func key(_ name: String, _ kind: String = "Deployment") -> ObjectKey {
        ObjectKey(kind: kind, namespace: "ns", name: name)
    }

    /// Changes a live object, as somebody else would: ownership stays as it was unless `manager` takes the path over.
    mutating func edit(_ name: String, kind: String = "Deployment", _ change: (inout JSONValue) -> Void) {
        guard var object = live.objects[key(name, kind)] else { return }
        change(&object.content)
        live.objects[key(name, kind)] = object
    }

    /// Adds an entry of another manager.
    mutating func own(_ name: String, manager: String, operation: String = "Update", fields: JSONValue) {
        live.objects[key(name)]?.managers.append(
            ManagedFieldsEntry(
                manager: manager, operation: operation, apiVersion: "apps/v1", fields: FieldSet(fieldsV1: fields)))
    }

    /// Finds something wrong with a topic that can be used.
    mutating func find(_ reason: ReadinessReason, _ severity: FindingSeverity, on topic: String, of writers: [String]) {
        bus.findings.append(
            BusFinding(
                reason: reason, severity: severity, resource: .kafkaTopic(topic), writers: writers, message: "found",
                seen: "1", wanted: "2", action: "do"))
    }

    mutating func read(_ topic: String, _ reason: ReadinessReason) {
        settings.busCheck = .require
        if bus.isSkipped { bus = BusReadiness(readings: [:], observer: Self.observer, time: Date()) }
        bus.readings[.kafkaTopic(topic)] = EndpointReading(reason, "seen", action: "do", observer: Self.observer)
    }
}

extension WriterType {
    static let testType = WriterType(name: "TEST", summary: "", job: "test", imageFamily: nil)
}

extension Plan {
    func step(_ name: String, _ kind: String = "Deployment") -> PlanStep? {
        steps.first { $0.object.name == name && $0.object.kind == kind }
    }

    func body(_ name: String, _ kind: String = "Deployment") -> JSONValue? {
        guard case .apply(let bytes, _)? = step(name, kind)?.write else { return nil }
        return try? JSONValue(parsing: bytes)
    }

    var actions: [String] { steps.map { "\($0.action.rawValue) \($0.object.kind) \($0.object.name)" } }
}
