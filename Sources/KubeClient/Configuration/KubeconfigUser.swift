import Documents
import HTTPTransport

/// Reads what a user of a kubeconfig shows to the server.
struct KubeconfigUser {
    let fields: KubeconfigFields

    /// The client certificate.
    func identity() throws(KubeConfigurationError) -> TLSConfiguration.Identity? {
        let certificate = try pem("client-certificate")
        let key = try pem("client-key")
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSConfiguration.Identity(certificate: certificate, key: key)
        case (_?, nil): throw fields.error(.missingEntry, "has a client-certificate, but no client-key")
        case (nil, _?): throw fields.error(.missingEntry, "has a client-key, but no client-certificate")
        }
    }

    private func pem(_ member: String) throws(KubeConfigurationError) -> [UInt8]? {
        if let text = try fields.base64("\(member)-data") { return text }
        return try fields.filePath(member).map { path throws(KubeConfigurationError) in
            try ConfigurationFile.read(path, what: "the \(member)")
        }
    }

    /// Where tokens come from: `tokenFile` before `token` before `exec` before a password, as in Kubernetes' own client.
    func credentials(cluster: KubeconfigFields, server: String) throws(KubeConfigurationError) -> CredentialSource {
        if let provider = try fields.object("auth-provider") {
            let name = try provider.string("name") ?? ""
            throw provider.error(
                .unsupported,
                "('\(name)') was removed from Kubernetes in 1.26; use an exec plugin of your cloud instead")
        }
        if let path = try fields.filePath("tokenFile") { return .tokenFile(path) }
        if let token = try fields.string("token") { return .token(token) }
        if let exec = try fields.object("exec") { return .plugin(try plugin(exec, cluster: cluster, server: server)) }
        if let user = try fields.string("username") {
            return .basic(user: user, password: try fields.string("password") ?? "")
        }
        return .none
    }

    /// The user that the requests are made for.
    func impersonation() throws(KubeConfigurationError) -> KubeConfiguration.Impersonation? {
        if try fields.object("as-user-extra")?.value.object?.isEmpty == false {
            throw fields.error(.unsupported, "is not supported; remove it", at: "as-user-extra")
        }
        let groups = try fields.strings("as-groups")
        let uid = try fields.string("as-uid")
        guard let user = try fields.string("as") else {
            guard groups.isEmpty, uid == nil else {
                throw fields.error(.invalidValue, "needs a user in 'as'", at: groups.isEmpty ? "as-uid" : "as-groups")
            }
            return nil
        }
        return KubeConfiguration.Impersonation(user: user, groups: groups, uid: uid)
    }

    private func plugin(
        _ exec: KubeconfigFields, cluster: KubeconfigFields, server: String
    ) throws(KubeConfigurationError) -> ExecPlugin {
        let supported = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]
        guard let version = try exec.string("apiVersion"), supported.contains(version) else {
            throw exec.error(.unsupported, "must be \(supported.joined(separator: " or "))", at: "apiVersion")
        }
        guard var command = try exec.string("command") else { throw exec.error(.missingEntry, "has no command") }
        // A bare name is found along PATH.
        if command.contains("/") {
            command = ConfigurationFile.resolve(command, from: ConfigurationFile.folder(of: exec.file))
        }
        var environment: [String: String] = [:]
        for variable in try exec.objects("env") {
            guard let name = try variable.string("name") else { throw variable.error(.missingEntry, "has no name") }
            environment[name] = try variable.string("value") ?? ""
        }
        let modeName = try exec.string("interactiveMode") ?? ExecPlugin.InteractiveMode.ifAvailable.rawValue
        guard let mode = ExecPlugin.InteractiveMode(rawValue: modeName) else {
            throw exec.error(.invalidValue, "must be Never, IfAvailable or Always", at: "interactiveMode")
        }
        let clusterInfo = try exec.bool("provideClusterInfo") ? try clusterInfo(cluster, server: server) : nil
        return ExecPlugin(
            apiVersion: version, command: command, arguments: try exec.strings("args"), environment: environment,
            interactiveMode: mode, installHint: try exec.string("installHint") ?? "", clusterInfo: clusterInfo)
    }

    /// Source: client.authentication.k8s.io/v1, type Cluster.
    private func clusterInfo(
        _ cluster: KubeconfigFields, server: String
    ) throws(KubeConfigurationError) -> ExecClusterInfo {
        var members: JSONObject = ["server": .string(server)]
        for member in ["tls-server-name", "proxy-url", "certificate-authority-data"] {
            members[member] = try cluster.string(member).map(JSONValue.string)
        }
        if members["certificate-authority-data"] == nil, let path = try cluster.filePath("certificate-authority") {
            let text = try ConfigurationFile.read(path, what: "the certificate authority")
            members["certificate-authority-data"] = .string(Base64.encode(text))
        }
        if try cluster.bool("insecure-skip-tls-verify") { members["insecure-skip-tls-verify"] = true }
        for entry in try cluster.objects("extensions") {
            guard try entry.string("name") == "client.authentication.k8s.io/exec" else { continue }
            members["config"] = entry.value["extension"]
        }
        return ExecClusterInfo(members: members)
    }
}
