import BusClients
import WriterSpecs

extension KafkaAccess.StoredSecret {
    /// The secret that a spec names, in the store that its `secret_client` names; Kafka without a word about the cloud is Amazon MSK.
    ///
    /// A short name in the project that the spec gives is made a full one: whoever allows a secret by its short name means that of
    /// the operator's own project.
    init(_ name: String, of spec: ResolvedSpec) {
        guard spec.document.common.secretClient == .gcp else {
            self.init(name: name, store: .aws)
            return
        }
        let project = name.contains("/") ? nil : spec.googleCloudProject
        self.init(name: project.map { "projects/\($0)/secrets/\(name)" } ?? name, store: .google)
    }
}
