import BusClients
import Documents
import KubeClient
import WriterSpecs

/// A writer's ScaledObject: KEDA scales it by what its consumer group has not read (keda.sh, scaler `kafka`).
struct ScaledObjectManifest {
    let writer: ResolvedWriter
    let spec: ResolvedSpec
    let settings: RenderSettings
    let hpa: HPASpec
    let login: ScalerLogin

    private static let rule = Provenance.operatorDefault("hpa_specs.keda")

    /// The object, without `apiVersion`, `kind`, name and namespace.
    func node() throws(RenderHold) -> ManifestNode {
        let bounds = AutoscalerBounds(writer: writer, hpa: hpa)
        try bounds.check()
        var trigger: [String: ManifestNode] = [
            "type": .leaf("kafka", Self.rule), "metadata": .map(try metadata(bounds)),
        ]
        if let reference = login.reference(of: writer) {
            trigger["authenticationRef"] = .map(["name": .leaf(.string(reference.name), reference.provenance)])
        }
        return .map([
            "metadata": .map(["labels": OperatorLabels.node(of: writer, settings: settings)]),
            "spec": .map([
                "scaleTargetRef": AutoscalerBounds.deployment(of: writer),
                "minReplicaCount": bounds.minimum, "maxReplicaCount": bounds.maximum,
                "advanced": .map([
                    // Who takes hpa_specs away keeps the number that runs.
                    "restoreToOriginalReplicaCount": .leaf(false, Self.rule),
                    "horizontalPodAutoscalerConfig": .map(["behavior": Self.behavior]),
                ]),
                "triggers": .list([.init(step: .index(0), node: .map(trigger))]),
            ]),
        ])
    }

    private func metadata(_ bounds: AutoscalerBounds) throws(RenderHold) -> [String: ManifestNode] {
        guard let query = writer.groupQueries.first, let group = writer.consumerGroup else {
            throw RenderHold(
                reason: "AutoscalerGroupUnknown",
                message:
                    "hpa_specs on Kafka scales by the lag of a consumer group, and nobody says which one the writer uses. "
                    + "Set kafka_consumer_group_override, or defaultConsumerGroup in a catalogue file, or remove hpa_specs"
            )
        }
        guard let kafka = spec.kafka, !kafka.bootstrapServers.isEmpty else {
            throw RenderHold(
                reason: "AutoscalerServersUnknown",
                message: "KEDA needs Kafka's bootstrap servers, which only the secret names. "
                    + "Set kafka_bootstrap_servers, or remove hpa_specs")
        }
        let topic = writer.endpoints.first { $0.resource == .kafkaTopic(query.topic) }?.provenance ?? Self.rule
        var metadata: [String: ManifestNode] = [
            "bootstrapServers": .leaf(
                .string(kafka.bootstrapServers.joined(separator: ",")),
                spec.document.positions.provenance(of: "kafka_bootstrap_servers")),
            "consumerGroup": .leaf(.string(query.group), group.provenance),
            "topic": .leaf(.string(query.topic), topic),
            "lagThreshold": bounds.target,
            // More members than partitions would idle, and make each rebalance longer.
            "allowIdleConsumers": .leaf("false", Self.rule),
            // A group that has committed nothing yet is new, or its offsets have expired: nobody would commit any at 0 replicas.
            "scaleToZeroOnInvalidOffset": .leaf("false", Self.rule),
            "tls": .leaf(.string(login.usesTLS ? "enable" : "disable"), login.provenance),
        ]
        for (name, value) in login.metadata { metadata[name] = .leaf(.string(value), login.provenance) }
        return metadata
    }

    /// Each change of the number makes the group share its partitions out anew: in goes one pod in two minutes, after five
    /// minutes without need; out goes at once, at most twice as many in a minute.
    private static var behavior: ManifestNode {
        func policy(_ type: String, _ value: Int64, _ seconds: Int64) -> ManifestNode {
            .list([
                .init(
                    step: .index(0),
                    node: .map([
                        "type": .leaf(.string(type), rule), "value": .leaf(.integer(value), rule),
                        "periodSeconds": .leaf(.integer(seconds), rule),
                    ]))
            ])
        }
        return .map([
            "scaleDown": .map([
                "stabilizationWindowSeconds": .leaf(300, rule), "policies": policy("Pods", 1, 120),
            ]),
            "scaleUp": .map(["policies": policy("Percent", 100, 60)]),
        ])
    }
}
