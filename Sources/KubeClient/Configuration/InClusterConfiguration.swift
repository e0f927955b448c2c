import HTTPTransport

/// The configuration that a Pod finds in itself.
///
/// Source: kubernetes.io, "Accessing the Kubernetes API from a Pod".
struct InClusterConfiguration {
    let environment: KubeEnvironment

    /// Whether this process runs in a Pod.
    var isAvailable: Bool { environment["KUBERNETES_SERVICE_HOST"] != nil }

    func configuration() throws(KubeConfigurationError) -> KubeConfiguration {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"]
        else {
            throw KubeConfigurationError(
                .notFound, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set")
        }
        let hostPart = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        guard hostPart.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }), UInt16(port) != nil
        else {
            throw KubeConfigurationError(
                .invalidValue, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not a host and a port")
        }
        let folder = environment.serviceAccountFolder
        let tokenPath = "\(folder)/token"
        let authorityPath = "\(folder)/ca.crt"
        do throws(KubeError) {
            _ = try TokenFile.read(tokenPath)
        } catch {
            throw KubeConfigurationError(
                .unreadable,
                "this is a Pod without a usable service account: \(error.message); set "
                    + "automountServiceAccountToken, or give a kubeconfig")
        }
        // Without it nobody could check the server; that is never a reason not to check.
        _ = try ConfigurationFile.read(authorityPath, what: "the cluster's certificate authority")
        return KubeConfiguration(
            server: "https://\(hostPart):\(port)", tls: TLSConfiguration(trustRoots: .file(authorityPath)),
            proxy: .none, credentials: .tokenFile(tokenPath),
            namespace: environment.podNamespace ?? "default",
            origin: "the service account of this Pod")
    }
}
