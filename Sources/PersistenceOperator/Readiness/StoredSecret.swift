import BusClients
import WriterSpecs

extension KafkaAccess.StoredSecret {
    /// The secret that a spec names, in its own namespace or the store that its `secret_client` names; Kafka without a word about the cloud is Amazon MSK.
    ///
    /// A short name in the project that the spec gives is made a full one: whoever allows a secret by its short name means that of
    /// the operator's own project.
    init(_ name: String, of spec: ResolvedSpec) {
        if let inCluster = KubernetesSecretName.read(name) {
            self.init(name: "\(spec.namespace)/\(inCluster)", store: .kubernetes)
            return
        }
        guard spec.document.common.secretClient == .gcp else {
            self.init(name: name, store: .aws)
            return
        }
        let project = name.contains("/") ? nil : spec.googleCloudProject
        self.init(name: project.map { "projects/\($0)/secrets/\(name)" } ?? name, store: .google)
    }

    /// What `--allow-secret` is compared with: a Kubernetes Secret is always one of the spec's own namespace, and named as the spec
    /// names it.
    var permission: String {
        guard store == .kubernetes, let slash = name.firstIndex(of: "/") else { return name }
        return KubernetesSecretName.prefix + name[name.index(after: slash)...]
    }
}
