import BusClients
import Documents
import KubeClient
import WriterSpecs

/// Why one writer is as it is: from the line of the spec to its objects, its pods and the bus. A value.
public struct WriterExplanation: Sendable {
    /// A setting, and where it comes from.
    struct Setting: Hashable, Sendable {
        var name: String
        var value: String
        var origin: String
    }

    /// What would happen to an object now, and why.
    struct Object: Hashable, Sendable {
        var key: ObjectKey
        var action: PlanStep.Action
        /// The code and the sentence.
        var reason: StepReason
        /// The fields that differ.
        var fields: [String]
        var hold: Hold?
    }

    /// A topic or subscription.
    struct Endpoint: Hashable, Sendable {
        var id: String
        var origin: String
        var reason: String
        /// What was found, and what to do; empty where it is ready, or where only the code is known.
        var note: String
    }

    /// The writer's name.
    var writer: String
    var instance: String
    var namespace: String
    /// Where its spec is.
    var source: String
    /// Who drives the instance; `nil`: nobody, it is applied by commands.
    var driver: String?
    /// How it is, and what to do.
    var status: WriterStatus
    /// What the instance's controller did last; `nil`: nobody knows.
    var lastChange: JSONValue?
    var settings: [Setting]
    /// What is wrong with its entry.
    var findings: [String]
    var objects: [Object]
    var pods: [PodSighting]
    var endpoints: [Endpoint]
    /// Who looked at the bus.
    var seenBy: String
    /// What holds the whole instance.
    var instanceHolds: [Hold]
}

extension WriterExplanation {
    /// The steps of a plan that are about the writer.
    static func objects(of writer: String, in plan: Plan) -> [Object] {
        plan.steps.filter { $0.writer == writer }.map { step in
            Object(
                key: step.object, action: step.action, reason: step.reason,
                fields: step.changes.map(\.path.description), hold: step.hold)
        }
    }

    /// What the spec says of the writer.
    ///
    /// - Parameter origin: Names where a value comes from.
    static func settings(of writer: ResolvedWriter, origin: (Provenance) -> String) -> [Setting] {
        let positions = writer.spec.positions
        func setting(_ name: String, _ value: String?, _ field: String) -> Setting? {
            value.map { Setting(name: name, value: $0, origin: origin(positions.provenance(of: field))) }
        }
        return [
            setting("type", writer.type.name, "bus_subscriber_type"),
            Setting(name: "image", value: writer.image, origin: origin(writer.imageProvenance)),
            setting("replicas", writer.spec.defaultReplicaCount.map(String.init), "default_replica_count"),
            writer.consumerGroup.map {
                Setting(name: "consumer group", value: $0.value, origin: origin($0.provenance))
            },
        ].compactMap(\.self)
    }

    /// What the writer needs on the bus, as somebody looked at it just now.
    static func endpoints(
        of writer: ResolvedWriter, _ bus: BusReadiness, origin: (Provenance) -> String
    ) -> [Endpoint] {
        writer.endpoints.map { endpoint in
            let reading = bus[endpoint.resource]
            let note = [reading.message, reading.action].filter { !$0.isEmpty }.joined(separator: "; ")
            return Endpoint(
                id: endpoint.id, origin: origin(endpoint.provenance), reason: reading.reason.rawValue,
                note: reading.readiness == .ready ? "" : note)
        }
    }

    /// What the writer needs on the bus, as the controller saw it last.
    ///
    /// - Parameter reported: Its entry in the status: endpoints that are not named there were ready.
    static func endpoints(
        of writer: ResolvedWriter, reported: JSONValue?, origin: (Provenance) -> String
    ) -> [Endpoint] {
        let reasons = (reported?["endpoints"]?.array ?? []).reduce(into: [String: String]()) { reasons, endpoint in
            reasons[endpoint["id"]?.string ?? ""] = endpoint["reason"]?.string
        }
        return writer.endpoints.map { endpoint in
            Endpoint(
                id: endpoint.id, origin: origin(endpoint.provenance),
                reason: reasons[endpoint.id] ?? ReadinessReason.ready.rawValue, note: "")
        }
    }
}
