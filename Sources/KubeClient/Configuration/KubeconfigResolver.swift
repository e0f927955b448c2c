import Documents
import FoundationEssentials
import HTTPTransport

/// Makes a configuration of one context of a kubeconfig.
struct KubeconfigResolver {
    let kubeconfig: Kubeconfig
    let allowsInsecureTLS: Bool

    func configuration(context chosen: String?) throws(KubeConfigurationError) -> KubeConfiguration {
        let context = try context(chosen)
        guard let clusterName = try context.fields.string("cluster") else {
            throw context.fields.error(.missingEntry, "names no cluster")
        }
        let cluster = try entry(clusterName, in: kubeconfig.clusters, what: "cluster", for: context)
        let user = try context.fields.string("user").map { name throws(KubeConfigurationError) in
            try entry(name, in: kubeconfig.users, what: "user", for: context)
        }
        let server = try server(of: cluster.fields)
        var configuration = KubeConfiguration(
            server: server, namespace: try context.fields.string("namespace") ?? "default",
            origin: "context '\(context.name)' of \(context.fields.file)")
        configuration.tls = try tls(of: cluster.fields, warnings: &configuration.warnings)
        if let proxy = try cluster.fields.string("proxy-url") { configuration.proxy = .url(Self.curlProxy(proxy)) }
        if let user {
            let reader = KubeconfigUser(fields: user.fields)
            configuration.tls.identity = try reader.identity()
            configuration.credentials = try reader.credentials(cluster: cluster.fields, server: server)
            configuration.impersonation = try reader.impersonation()
        }
        return configuration
    }

    private func context(_ chosen: String?) throws(KubeConfigurationError) -> Kubeconfig.Entry {
        guard let name = chosen ?? kubeconfig.currentContext else {
            throw KubeConfigurationError(
                .missingEntry,
                "\(fileList) has no current-context; choose one with --context\(Self.choice(kubeconfig.contexts.keys))")
        }
        guard let context = kubeconfig.contexts[name] else {
            throw KubeConfigurationError(
                .missingEntry,
                "\(fileList) has no context '\(name)'\(Self.choice(kubeconfig.contexts.keys, near: name))")
        }
        return context
    }

    private func entry(
        _ name: String, in entries: [String: Kubeconfig.Entry], what: String, for context: Kubeconfig.Entry
    ) throws(KubeConfigurationError) -> Kubeconfig.Entry {
        guard let entry = entries[name] else {
            throw context.fields.error(
                .missingEntry,
                "names the \(what) '\(name)', which does not exist\(Self.choice(entries.keys, near: name))")
        }
        return entry
    }

    private var fileList: String { kubeconfig.files.joined(separator: ", ") }

    /// The names that there are, or the one that was probably meant.
    private static func choice(_ names: some Sequence<String>, near name: String? = nil) -> String {
        let names = names.sorted()
        if let name, let question = Suggestions.question(Suggestions.matches(for: name, among: names)) {
            return "; \(question)"
        }
        guard !names.isEmpty else { return "; it has none" }
        let shown = names.prefix(10).joined(separator: ", ")
        return "; there are: \(shown)" + (names.count > 10 ? " and \(names.count - 10) more" : "")
    }

    private func server(of cluster: KubeconfigFields) throws(KubeConfigurationError) -> String {
        guard var server = try cluster.string("server") else { throw cluster.error(.missingEntry, "has no server") }
        guard server.hasPrefix("https://") || server.hasPrefix("http://"),
            server.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { throw cluster.error(.invalidValue, "must be a URL as https://HOST:PORT", at: "server") }
        while server.hasSuffix("/") { server.removeLast() }
        return server
    }

    private func tls(
        of cluster: KubeconfigFields, warnings: inout [String]
    ) throws(KubeConfigurationError) -> TLSConfiguration {
        var tls = TLSConfiguration(serverName: try cluster.string("tls-server-name"))
        if try cluster.bool("insecure-skip-tls-verify") {
            guard allowsInsecureTLS else {
                throw cluster.error(
                    .insecure,
                    "turns the check of the server's certificate off; give it a certificate-authority, or accept that "
                        + "anybody on the way can read and change everything with --insecure-skip-tls-verify",
                    at: "insecure-skip-tls-verify")
            }
            warnings.append("the certificate of the API server is not checked (insecure-skip-tls-verify)")
            tls.verification = .disabledAtUserRequest
            return tls
        }
        if let text = try cluster.base64("certificate-authority-data") {
            tls.trustRoots = .pem(text)
        } else if let path = try cluster.filePath("certificate-authority") {
            _ = try ConfigurationFile.read(path, what: "the certificate authority")
            tls.trustRoots = .file(path)
        }
        return tls
    }

    /// Kubernetes lets a SOCKS proxy look names up, which curl calls `socks5h`.
    private static func curlProxy(_ url: String) -> String {
        url.hasPrefix("socks5://") ? "socks5h://" + url.dropFirst("socks5://".count) : url
    }
}

extension KubeconfigFields {
    /// The bytes of a member in base64.
    func base64(_ member: String) throws(KubeConfigurationError) -> [UInt8]? {
        guard let text = try string(member) else { return nil }
        let compact = String(text.filter { !$0.isWhitespace })
        guard let data = Data(base64Encoded: compact), !data.isEmpty else {
            throw error(.invalidValue, "is not base64", at: member)
        }
        return Array(data)
    }
}
