import Documents
import FoundationEssentials

extension TestNamespace {
    /// A kubeconfig of a new user, with a client certificate of the control plane's authority.
    ///
    /// - Parameters:
    ///   - rules: RBAC rules that it gets in this namespace.
    ///   - clusterRules: RBAC rules that it gets everywhere.
    ///   - roles: Names of Roles of this namespace that it gets.
    ///   - server: Where the kubeconfig leads; the API server itself unless told (a proxy, say).
    ///   - authority: The file of the certificate authority that signs for that server.
    /// - Returns: The path of the file.
    public func userKubeconfig(
        rules: [JSONValue] = [], clusterRules: [JSONValue] = [], roles: [String] = [], server: String? = nil,
        authority: String? = nil
    ) async throws -> String {
        let user = "user-\(name)-\(Scratch.nextNumber())"
        let certificate = try await UserCertificate.issue(for: user, by: controlPlane)
        let subject: JSONValue = ["kind": "User", "name": .string(user), "apiGroup": "rbac.authorization.k8s.io"]
        func role(_ kind: String) -> JSONValue {
            ["kind": .string(kind), "name": .string(user), "apiGroup": "rbac.authorization.k8s.io"]
        }
        let group = "rbac.authorization.k8s.io/v1"
        let metadata: JSONValue = ["name": .string(user)]
        for name in roles {
            let reference: JSONValue = [
                "kind": "Role", "name": .string(name), "apiGroup": "rbac.authorization.k8s.io",
            ]
            try await create(
                "rolebindings", group: group,
                ["metadata": ["name": .string("\(user)-\(name)")], "subjects": [subject], "roleRef": reference])
        }
        if !rules.isEmpty {
            try await create("roles", group: group, ["metadata": metadata, "rules": .array(rules)])
            try await create(
                "rolebindings", group: group,
                ["metadata": metadata, "subjects": [subject], "roleRef": role("Role")])
        }
        if !clusterRules.isEmpty {
            let path = "/apis/\(group)/clusterrole"
            try await controlPlane.request(
                "POST", "\(path)s", ["metadata": metadata, "rules": .array(clusterRules)]
            ).orThrow()
            try await controlPlane.request(
                "POST", "\(path)bindings",
                ["metadata": metadata, "subjects": [subject], "roleRef": role("ClusterRole")]
            ).orThrow()
        }
        return try Scratch.file(
            "\(user).kubeconfig",
            Kubeconfig.text(
                server: server ?? controlPlane.server, authority: authority ?? controlPlane.certificateAuthority,
                certificate: certificate.path, key: certificate.key, namespace: name))
    }
}

extension ControlPlane {
    /// A kubeconfig of the administrator that leads to another server, such as a `CountingProxy`.
    ///
    /// - Parameter authority: The file of the certificate authority that signs for that server; the control plane's own
    ///   unless told.
    /// - Returns: The path of the file.
    public func adminKubeconfig(for server: String, authority: String? = nil) throws -> String {
        try Scratch.file(
            "admin.kubeconfig",
            Kubeconfig.text(
                server: server, authority: authority ?? certificateAuthority, certificate: "\(folder)/pki/admin.crt",
                key: "\(folder)/pki/admin.key", namespace: nil))
    }
}

/// A client certificate and its key, as files in PEM.
struct UserCertificate {
    let path: String
    let key: String

    static func issue(for user: String, by controlPlane: ControlPlane) async throws -> UserCertificate {
        let base = Scratch.path(user)
        let certificate = UserCertificate(path: "\(base).crt", key: "\(base).key")
        let authority = "\(controlPlane.folder)/pki"
        let extensions = try Scratch.file("extensions", "extendedKeyUsage=clientAuth\nkeyUsage=digitalSignature\n")
        let steps = [
            ["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", certificate.key],
            ["req", "-new", "-sha256", "-key", certificate.key, "-subj", "/CN=\(user)", "-out", "\(base).csr"],
            [
                "x509", "-req", "-sha256", "-in", "\(base).csr", "-CA", "\(authority)/ca.crt", "-CAkey",
                "\(authority)/ca.key", "-set_serial", "0x\(String(UInt64.random(in: 1 ... .max), radix: 16))",
                "-days", "365", "-extfile", extensions, "-out", certificate.path,
            ],
        ]
        for arguments in steps {
            let result = try await ChildProcess.run("openssl", arguments)
            guard result.exitCode == 0 else { throw TestPeerError("openssl \(arguments[0]): \(result.errors)") }
        }
        return certificate
    }
}

/// The text of a kubeconfig.
enum Kubeconfig {
    static func text(server: String, authority: String, certificate: String, key: String, namespace: String?) -> String
    {
        let context = namespace.map { ", namespace: \($0)" } ?? ""
        return """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{name: test, cluster: {server: "\(server)", certificate-authority: "\(authority)"}}]
            users: [{name: test, user: {client-certificate: "\(certificate)", client-key: "\(key)"}}]
            contexts: [{name: test, context: {cluster: test, user: test\(context)}}]

            """
    }
}
