import Documents
import KubeClient
import WriterSpecs

/// A writer's Deployment, without `spec.replicas`: the plan decides it.
struct DeploymentManifest {
    let writer: ResolvedWriter
    let spec: ResolvedSpec
    let settings: RenderSettings
    let catalogue: Catalogue
    /// Whether the number of replicas is driven by an autoscaler of ours.
    let hasAutoscaler: Bool

    /// The name of the writer's container, by which overlays find it.
    static let containerName = "writer"

    private var labels: ManifestNode { OperatorLabels.node(of: writer, settings: settings) }

    private var selector: ManifestNode {
        .leaf(
            OperatorLabels.selectorValue(instance: settings.instance, writer: writer.name), .operatorDefault("labels"))
    }

    /// The object, without `apiVersion`, `kind`, name and namespace.
    var node: ManifestNode {
        let type = writer.type
        var objectLabels = labels
        objectLabels[OperatorLabels.environmentContract] = .leaf(
            .string(EnvironmentContract.version), .operatorDefault("environment-contract"))
        return .map([
            "metadata": .map(["labels": objectLabels]),
            "spec": .map([
                "minReadySeconds": .leaf(.integer(type.minReadySeconds), rule("minReadySeconds")),
                "progressDeadlineSeconds": .leaf(
                    .integer(type.progressDeadlineSeconds), rule("progressDeadlineSeconds")),
                "selector": selector,
                "strategy": strategy,
                "template": podTemplate,
            ]),
        ])
    }

    /// By bus and number of replicas; the number is the spec's own, since a live number must not change the template.
    private var strategy: ManifestNode {
        let isReplicated = hasAutoscaler || (writer.spec.defaultReplicaCount ?? 0) > 1
        let (chosen, name) =
            switch spec.backend {
            case .pubSub: (writer.type.rollout.pubSub, "pubSub")
            case .kafka where isReplicated: (writer.type.rollout.kafkaReplicated, "kafkaReplicated")
            case .kafka: (writer.type.rollout.kafkaSingle, "kafkaSingle")
            }
        let provenance = rule("rollout.\(name)")
        switch chosen {
        case .recreate: return .map(["type": .leaf("Recreate", provenance)])
        case .rolling(let maxSurge, let maxUnavailable):
            return .map([
                "type": .leaf("RollingUpdate", provenance),
                "rollingUpdate": .map([
                    "maxSurge": .leaf(maxSurge, provenance), "maxUnavailable": .leaf(maxUnavailable, provenance),
                ]),
            ])
        }
    }

    /// The pods' template: ours, then the overlay for all, then that of the type, then `additional_env_vars`.
    private var podTemplate: ManifestNode {
        let environment = WriterEnvironment(
            fields: EnvironmentFields(writer: writer, spec: spec), catalogue: catalogue,
            secretName: SecretManifest.name(instance: settings.instance))
        var template = ManifestNode.map(["metadata": .map(["labels": labels]), "spec": podSpec(environment)])
        if let overlay = catalogue.podTemplate {
            template = PodTemplateOverlay(overlay: overlay, provenance: .overlay("podTemplate")).merged(into: template)
        }
        if let overlay = writer.type.podTemplate {
            template = PodTemplateOverlay(
                overlay: overlay, provenance: .overlay("types.\(writer.type.name).podTemplate")
            ).merged(into: template)
        }
        return withAdditionalVariables(template, environment)
    }

    private func withAdditionalVariables(_ template: ManifestNode, _ environment: WriterEnvironment) -> ManifestNode {
        guard !writer.spec.additionalEnvVars.isEmpty, case .list(var containers) = template["spec", "containers"],
            let own = containers.firstIndex(where: { $0.step == .key(["name": .string(Self.containerName)]) })
        else { return template }
        containers[own].node["env"] = environment.addingAdditionalVariables(to: containers[own].node["env"])
        var result = template
        result["spec", "containers"] = .list(containers)
        return result
    }

    private func podSpec(_ environment: WriterEnvironment) -> ManifestNode {
        let placement = Placement(of: writer.spec, rules: catalogue.placement)
        let spreading = Provenance.operatorDefault("spread-over-nodes")
        var pod: [String: ManifestNode] = [
            "containers": .named([(Self.containerName, container(environment))]),
            "serviceAccountName": .leaf(
                .string(spec.serviceAccountName),
                spec.document.common.positions.provenance(of: "service_account_name")),
            "terminationGracePeriodSeconds": .leaf(
                .integer(writer.type.terminationGracePeriodSeconds), rule("terminationGracePeriodSeconds")),
            "topologySpreadConstraints": .list([
                .init(
                    step: .key(["topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway"]),
                    node: .map([
                        "labelSelector": selector, "maxSkew": .leaf(1, spreading),
                        "topologyKey": .leaf("kubernetes.io/hostname", spreading),
                        "whenUnsatisfiable": .leaf("ScheduleAnyway", spreading),
                    ]))
            ]),
        ]
        pod["securityContext"] = PodSecurity.pod(settings)
        if !placement.nodeSelector.isEmpty { pod["nodeSelector"] = .map(placement.nodeSelector) }
        if !placement.tolerations.isEmpty {
            pod["tolerations"] = .list(
                placement.tolerations.enumerated().map { .init(step: .index($0.offset), node: $0.element) })
        }
        return .map(pod)
    }

    private func container(_ environment: WriterEnvironment) -> ManifestNode {
        var container: [String: ManifestNode] = [
            "name": .leaf(.string(Self.containerName), .operatorDefault("container")),
            "image": .leaf(.string(writer.image), writer.imageProvenance),
            "env": environment.contract,
        ]
        container["envFrom"] = environment.sources
        container["securityContext"] = PodSecurity.container(settings)
        var resources: [String: ManifestNode] = [:]
        resources["requests"] = quantities(writer.spec.request, field: "request")
        resources["limits"] = quantities(writer.spec.limit, field: "limit")
        if !resources.isEmpty { container["resources"] = .map(resources) }
        return .map(container)
    }

    /// `storage` is no resource of a container: the API server refuses it.
    private func quantities(_ quantities: ResourceQuantities, field: String) -> ManifestNode? {
        var result: [String: ManifestNode] = [:]
        for (resource, name, quantity) in [
            ("cpu", "cpu", quantities.cpu), ("memory", "memory", quantities.memory),
            ("ephemeral-storage", "ephemeral_storage", quantities.ephemeralStorage),
        ] {
            guard let quantity, !quantity.isEmpty else { continue }
            result[resource] = .leaf(.string(quantity), writer.spec.positions.provenance(of: "\(field).\(name)"))
        }
        return result.isEmpty ? nil : .map(result)
    }

    private func rule(_ name: String) -> Provenance { .catalogue(rule: "\(writer.type.name).\(name)") }
}
