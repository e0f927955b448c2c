import BusClients
import WriterSpecs

/// A writer that asks for more replicas than the topic it consumes has partitions: the surplus would idle.
public struct PartitionFinding: Hashable, Sendable {
    /// The writer's name.
    public var writer: String
    /// The topic.
    public var topic: String
    /// The topic's partitions.
    public var partitions: Int
    /// The replicas asked for.
    public var replicas: Int64
    /// Whether that is the autoscaler's maximum, not the replica count.
    public var isAutoscalerMaximum: Bool
    /// The spec field that asks.
    public var provenance: Provenance

    /// Makes a finding.
    public init(
        writer: String, topic: String, partitions: Int, replicas: Int64, isAutoscalerMaximum: Bool,
        provenance: Provenance
    ) {
        self.writer = writer
        self.topic = topic
        self.partitions = partitions
        self.replicas = replicas
        self.isAutoscalerMaximum = isAutoscalerMaximum
        self.provenance = provenance
    }

    /// The findings of a spec, in document order; only topics whose partitions are known can give one.
    ///
    /// Dead-letter and produced topics put no bound on replicas.
    public static func all(
        in spec: ResolvedSpec, readings: [WriterEndpoint.Resource: EndpointReading]
    ) -> [PartitionFinding] {
        spec.writers.flatMap { writer in
            let asked = [
                (writer.spec.defaultReplicaCount, false, writer.spec.positions.provenance(of: "default_replica_count")),
                (
                    writer.spec.hpa?.maxReplicas, true,
                    writer.spec.positions.provenance(of: "hpa_specs.hpa_max_replicas")
                ),
            ]
            return writer.endpoints.flatMap { endpoint -> [PartitionFinding] in
                guard endpoint.role == .consume, case .kafkaTopic(let topic) = endpoint.resource,
                    let partitions = readings[endpoint.resource]?.partitions
                else { return [] }
                return asked.compactMap { replicas, isMaximum, provenance in
                    guard let replicas, replicas > partitions else { return nil }
                    return PartitionFinding(
                        writer: writer.name, topic: topic, partitions: partitions, replicas: replicas,
                        isAutoscalerMaximum: isMaximum, provenance: provenance)
                }
            }
        }
    }
}

extension PartitionFinding: CustomStringConvertible {
    /// What is wrong and what to do.
    public var description: String {
        let asked = isAutoscalerMaximum ? "an autoscaler maximum of \(replicas)" : "\(replicas) replicas"
        let has = partitions == 1 ? "1 partition" : "\(partitions) partitions"
        return "writer '\(writer)' asks for \(asked), but its topic '\(topic)' has \(has): at most \(partitions) can "
            + "work, the others idle; ask for fewer, or add partitions"
    }
}
