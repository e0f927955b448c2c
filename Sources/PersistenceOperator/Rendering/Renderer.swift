import Documents
import KubeClient
import WriterSpecs

/// Makes the Kubernetes objects of writers: pure and deterministic, the same input gives the same bytes.
public struct Renderer: Sendable {
    /// What rendering is asked for.
    public let settings: RenderSettings
    /// What is known of writer types.
    public let catalogue: Catalogue
    /// What the server has.
    public let apiVersions: APIVersions

    /// Makes a renderer.
    public init(settings: RenderSettings, catalogue: Catalogue, apiVersions: APIVersions) {
        self.settings = settings
        self.catalogue = catalogue
        self.apiVersions = apiVersions
    }

    /// The objects of a writer of the spec: its Deployment first, then its PodDisruptionBudget and its autoscaler: on
    /// Pub/Sub a HorizontalPodAutoscaler, on Kafka a ScaledObject of KEDA.
    ///
    /// Where Kubernetes cannot express what the spec says, the result has a `hold`, and its objects are incomplete.
    public func render(_ writer: ResolvedWriter, of spec: ResolvedSpec) -> RenderedWriter {
        var result = RenderedWriter(
            writer: writer, objects: [], specReplicas: writer.spec.defaultReplicaCount.flatMap { $0 > 0 ? $0 : nil },
            hasAutoscaler: false, hold: nil)
        let autoscaler = autoscaler(of: &result, spec)
        let deployment = DeploymentManifest(
            writer: writer, spec: spec, settings: settings, catalogue: catalogue, hasAutoscaler: result.hasAutoscaler)
        let name = OperatorLabels.nameProvenance(of: writer)
        do throws(RenderHold) {
            let node = try withConfigurationHash(deployment.node)
            result.objects.append(object(node, "apps/v1", "Deployment", (writer.name, name), spec))
        } catch {
            result.objects.append(object(deployment.node, "apps/v1", "Deployment", (writer.name, name), spec))
            result.hold = error
        }
        if let budget = DisruptionBudgetManifest.node(
            of: writer, settings: settings, apiVersions: apiVersions)
        {
            if let version = apiVersions.podDisruptionBudget {
                result.objects.append(object(budget, version, "PodDisruptionBudget", (writer.name, name), spec))
            } else {
                result.hold = RenderHold(
                    reason: "DisruptionBudgetNotServed",
                    message: "the API server has neither policy/v1 nor policy/v1beta1; remove pdb_min_available and "
                        + "pdb_max_unavailable")
            }
        }
        for part in autoscaler {
            result.objects.append(object(part.node, part.apiVersion, part.kind, (writer.name, name), spec))
        }
        return result
    }

    /// A Deployment whose pods are rolled when some of their configuration changes.
    private func withConfigurationHash(_ deployment: ManifestNode) throws(RenderHold) -> ManifestNode {
        guard !settings.rollTriggers.states.isEmpty, let pod = deployment["spec", "template", "spec"]?.value,
            let hash = try settings.rollTriggers.hash(for: pod)
        else { return deployment }
        var node = deployment
        node["spec", "template", "metadata", "annotations", RollTriggers.annotation] = .leaf(
            .string(hash.text), hash.provenance)
        return node
    }

    /// An object of an autoscaler.
    private typealias Part = (node: ManifestNode, apiVersion: String, kind: String)

    /// The autoscaler where the spec asks for one, its hold or its warnings.
    private func autoscaler(of result: inout RenderedWriter, _ spec: ResolvedSpec) -> [Part] {
        // A writer that reads no bus has nothing to be scaled by: reading the spec warned of it, and the writer gets its replica
        // count. So does one on Kafka where there is no KEDA: Kubernetes itself has no such metric.
        guard let hpa = result.writer.spec.hpa, result.writer.type.readsBus else { return [] }
        switch spec.backend {
        case .pubSub:
            result.hasAutoscaler = true
            let manifest = AutoscalerManifest(
                writer: result.writer, spec: spec, settings: settings, apiVersions: apiVersions, hpa: hpa)
            do throws(RenderHold) {
                let node = try manifest.node()
                result.warnings += manifest.warnings
                return apiVersions.horizontalPodAutoscaler.map { [(node, $0, "HorizontalPodAutoscaler")] } ?? []
            } catch {
                result.hold = error
            }
        case .kafka:
            guard let keda = apiVersions.keda else { return [] }
            result.hasAutoscaler = true
            do throws(RenderHold) { return try scaledObject(of: result.writer, spec, hpa, keda) } catch {
                // Without KEDA its number was fixed: what keeps it from being scaled is no reason to hold its revisions.
                result.heldParts.append(.init(kind: "ScaledObject", apiVersion: keda, hold: error))
            }
        }
        return []
    }

    /// The login first: KEDA looks for it as soon as the ScaledObject is there.
    private func scaledObject(
        of writer: ResolvedWriter, _ spec: ResolvedSpec, _ hpa: HPASpec, _ version: String
    ) throws(RenderHold) -> [Part] {
        let login = try ScalerLogin(of: writer, spec: spec, settings: settings)
        let manifest = ScaledObjectManifest(writer: writer, spec: spec, settings: settings, hpa: hpa, login: login)
        let scaler: Part = (try manifest.node(), version, "ScaledObject")
        guard let node = login.node(of: writer, settings: settings) else { return [scaler] }
        return [(node, version, "TriggerAuthentication"), scaler]
    }

    /// The objects that all writers of the spec share: the Secret for `autodiscover_key`, where it has one.
    ///
    /// Its body holds the key: whoever prints it redacts it.
    public func sharedObjects(of spec: ResolvedSpec) -> [RenderedObject] {
        guard let secret = SecretManifest.node(of: spec, settings: settings) else { return [] }
        let name = SecretManifest.name(instance: settings.instance)
        return [object(secret, "v1", "Secret", (name, .operatorDefault("secret")), spec)]
    }

    private func object(
        _ node: ManifestNode, _ apiVersion: String, _ kind: String, _ name: (text: String, provenance: Provenance),
        _ spec: ResolvedSpec
    ) -> RenderedObject {
        let identity = Provenance.operatorDefault("api-version")
        var node = node
        node["apiVersion"] = .leaf(.string(apiVersion), identity)
        node["kind"] = .leaf(.string(kind), identity)
        node["metadata", "name"] = .leaf(.string(name.text), name.provenance)
        node["metadata", "namespace"] = .leaf(
            .string(spec.namespace), spec.document.common.positions.provenance(of: "namespace"))
        if let owner = settings.owner, owner.namespace == spec.namespace {
            node["metadata", "ownerReferences"] = .list([
                ManifestNode.Element(
                    step: .key(["uid": .string(owner.uid)]), node: .leaf(owner.json, settings.ownerProvenance))
            ])
        }
        return RenderedObject(
            apiVersion: apiVersion, kind: kind, namespace: spec.namespace, name: name.text, body: node.value,
            provenance: settings.recordsProvenance ? node.provenance : [:])
    }
}

extension Renderer {
    /// This renderer with or without the provenance of fields.
    public func recordingProvenance(_ records: Bool) -> Renderer {
        guard settings.recordsProvenance != records else { return self }
        var copy = settings
        copy.recordsProvenance = records
        return Renderer(settings: copy, catalogue: catalogue, apiVersions: apiVersions)
    }
}
