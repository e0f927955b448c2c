import BusClients
import WriterSpecs

/// A writer that asks for more replicas than the topic that it consumes has partitions: the surplus would idle.
struct ReplicaHealth {
    let writer: ResolvedWriter
    let topic: String
    /// `nil`: unknown.
    let partitions: Int?

    var remarks: [HealthJudge.Remark] {
        guard let partitions else { return [] }
        let positions = writer.spec.positions
        let asked = [
            (
                "\(writer.spec.defaultReplicaCount ?? 0) replicas", writer.spec.defaultReplicaCount,
                positions.provenance(of: "default_replica_count")
            ),
            (
                "an autoscaler maximum of \(writer.spec.hpa?.maxReplicas ?? 0)", writer.spec.hpa?.maxReplicas,
                positions.provenance(of: "hpa_specs.hpa_max_replicas")
            ),
        ]
        return asked.compactMap { words, replicas, provenance in
            guard let replicas, replicas > partitions else { return nil }
            let has = partitions == 1 ? "1 partition" : "\(partitions) partitions"
            return HealthJudge.Remark(
                reason: .tooFewPartitions,
                message: "writer '\(writer.name)' asks for \(words), but its topic '\(topic)' has \(has): at most "
                    + "\(partitions) can work, the others idle",
                seen: has, wanted: "at least \(replicas) partitions", action: "ask for fewer, or add partitions",
                provenance: provenance)
        }
    }
}
