import Documents
import FoundationEssentials
import HTTPTransport

/// What a credential plugin is told of the cluster (`provideClusterInfo: true`).
public struct ExecClusterInfo: Hashable, Sendable {
    /// The members of `spec.cluster` of an ExecCredential.
    public var members: JSONObject

    /// Makes it of the members of `spec.cluster`.
    public init(members: JSONObject) {
        self.members = members
    }
}

/// The ExecCredential object (client.authentication.k8s.io/v1 and v1beta1).
struct ExecCredential {
    let credential: Credential
    /// When it ends; `nil`: with the process.
    let expiry: Date?

    /// The text of `KUBERNETES_EXEC_INFO`.
    static func request(apiVersion: String, isInteractive: Bool, cluster: ExecClusterInfo?) -> String {
        var spec: JSONValue = ["interactive": .bool(isInteractive)]
        if let cluster { spec["cluster"] = .object(cluster.members) }
        let object: JSONValue = ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": spec]
        return object.text()
    }

    /// Reads what the plugin printed.
    static func parse(_ output: [UInt8], apiVersion: String, command: String) throws(KubeError) -> ExecCredential {
        func failure(_ what: String) -> KubeError {
            KubeError(.credentials, "the credential plugin '\(command)' printed \(what)")
        }
        guard let object = try? JSONValue(parsing: output) else { throw failure("no JSON") }
        guard object["kind"]?.string == "ExecCredential" else { throw failure("no ExecCredential") }
        guard object["apiVersion"]?.string == apiVersion else {
            let version = object["apiVersion"]?.string ?? "none"
            throw failure("an ExecCredential of the version \(version), but the kubeconfig wants \(apiVersion)")
        }
        guard let status = object["status"] else { throw failure("an ExecCredential without status") }
        var credential = Credential()
        if let token = status["token"]?.string, !token.isEmpty {
            guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw failure("a malformed token") }
            credential.authorization = "Bearer \(token)"
        }
        switch (status["clientCertificateData"]?.string, status["clientKeyData"]?.string) {
        case (let certificate?, let key?):
            credential.identity = TLSConfiguration.Identity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        case (nil, nil): break
        default: throw failure("only one of clientCertificateData and clientKeyData")
        }
        guard credential.authorization != nil || credential.identity != nil else {
            throw failure("neither a token nor a client certificate")
        }
        guard let text = status["expirationTimestamp"]?.string else {
            return ExecCredential(credential: credential, expiry: nil)
        }
        guard let expiry = KubeTime.parse(text) else { throw failure("a malformed expirationTimestamp") }
        return ExecCredential(credential: credential, expiry: expiry)
    }
}

/// Kubernetes' time stamps: RFC 3339, with or without a fraction.
enum KubeTime {
    static func parse(_ text: String) -> Date? {
        (try? Date(text, strategy: Date.ISO8601FormatStyle()))
            ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
