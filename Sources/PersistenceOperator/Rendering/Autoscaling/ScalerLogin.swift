import BusClients
import Documents
import KubeClient
import WriterSpecs

/// How KEDA logs in to the brokers of a writer (keda.sh, scaler `kafka` and TriggerAuthentication).
struct ScalerLogin {
    /// Where the login comes from.
    private enum Source: Hashable {
        /// The brokers ask for none.
        case none
        /// KEDA's own identity in AWS.
        case podIdentity
        /// A Secret of the writers' namespace.
        case secret(String)
        /// A TriggerAuthentication that somebody made.
        case given(String)
    }

    private let source: Source
    /// Whether the connection is encrypted.
    let usesTLS: Bool
    /// What the trigger says of the login; never a secret.
    let metadata: [String: String]
    /// The field that decides.
    let provenance: Provenance

    /// Chooses.
    init(of writer: ResolvedWriter, spec: ResolvedSpec, settings: RenderSettings) throws(RenderHold) {
        let connection = spec.kafka ?? KafkaConnection(of: spec.document)
        usesTLS = connection.securityProtocol == "SSL" || connection.securityProtocol == "SASL_SSL"
        provenance = spec.document.positions.provenance(
            of: connection.saslMechanism == nil ? "kafka_security_protocol" : "kafka_sasl_mechanism")
        guard let mechanism = connection.saslMechanism else {
            (source, metadata) = (.none, [:])
            return
        }
        if mechanism == "AWS_MSK_IAM" {
            var words = ["sasl": "oauthbearer", "saslTokenProvider": "aws_msk_iam"]
            words["awsRegion"] = MSKBrokers.region(of: connection.bootstrapServers)
            metadata = words
            source = settings.kedaAuthentication.map { .given($0) } ?? .podIdentity
            return
        }
        metadata = [
            "sasl": mechanism == "PLAIN" ? "plaintext" : mechanism.lowercased().replacing("-sha-", with: "_sha")
        ]
        if let name = settings.kedaAuthentication {
            source = .given(name)
        } else if let name = connection.secretName.flatMap(KubernetesSecretName.read) {
            source = .secret(name)
        } else {
            throw RenderHold(
                reason: "AutoscalerLoginUnknown",
                message:
                    "KEDA cannot read the login out of the secret of a cloud's store, whose value is a JSON object. "
                    + "Make a TriggerAuthentication with the parameters username and password, and name it with "
                    + "--keda-authentication, or remove hpa_specs")
        }
    }

    /// The TriggerAuthentication that the trigger refers to.
    func reference(of writer: ResolvedWriter) -> (name: String, provenance: Provenance)? {
        switch source {
        case .none: nil
        case .given(let name): (name, .option("--keda-authentication"))
        case .podIdentity, .secret: (writer.name, provenance)
        }
    }

    /// The TriggerAuthentication that is to be made, without `apiVersion`, `kind`, name and namespace; `nil`: none.
    func node(of writer: ResolvedWriter, settings: RenderSettings) -> ManifestNode? {
        let spec: ManifestNode
        switch source {
        case .none, .given: return nil
        case .podIdentity: spec = .map(["podIdentity": .map(["provider": .leaf("aws", provenance)])])
        case .secret(let name):
            let parameters = ["username", "password"].enumerated().map { index, key in
                ManifestNode.Element(
                    step: .index(index),
                    node: .map([
                        "parameter": .leaf(.string(key), provenance), "name": .leaf(.string(name), provenance),
                        "key": .leaf(.string(key), provenance),
                    ]))
            }
            spec = .map(["secretTargetRef": .list(parameters)])
        }
        return .map([
            "metadata": .map(["labels": OperatorLabels.node(of: writer, settings: settings)]), "spec": spec,
        ])
    }
}
