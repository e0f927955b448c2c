import Documents

extension ControlPlane {
    /// A token of a service account, as its pods get one (TokenRequest).
    public func token(of account: String, in namespace: String) async throws -> String {
        let path = "/api/v1/namespaces/\(namespace)/serviceaccounts/\(account)/token"
        let request: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["expirationSeconds": 3600],
        ]
        guard let token = try await self.request("POST", path, request).json()[path: "status", "token"]?.string else {
            throw TestPeerError("the server gives \(namespace)/\(account) no token")
        }
        return token
    }

    /// A kubeconfig with a token.
    public func kubeconfig(for server: String, token: String) throws -> String {
        try kubeconfig(for: server, user: #"token: "\#(token)""#)
    }

    /// A kubeconfig that names a file with a token.
    public func kubeconfig(for server: String, tokenFile: String) throws -> String {
        try kubeconfig(for: server, user: #"tokenFile: "\#(tokenFile)""#)
    }

    private func kubeconfig(for server: String, user: String) throws -> String {
        try Scratch.file(
            "token.kubeconfig",
            """
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{name: test, cluster: {server: "\(server)", certificate-authority: "\(certificateAuthority)"}}]
            users: [{name: test, user: {\(user)}}]
            contexts: [{name: test, context: {cluster: test, user: test, namespace: persistence-operator}}]

            """)
    }
}
