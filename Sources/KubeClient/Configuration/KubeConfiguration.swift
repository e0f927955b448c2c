import HTTPTransport

/// How to reach an API server, and as whom.
public struct KubeConfiguration: Sendable {
    /// Another user that the requests are made for (kubeconfig's `as`, `as-groups`, `as-uid`).
    public struct Impersonation: Hashable, Sendable {
        /// The user's name.
        public var user: String
        /// The user's groups.
        public var groups: [String]
        /// The user's UID; `nil`: none.
        public var uid: String?

        /// Makes an impersonation.
        public init(user: String, groups: [String] = [], uid: String? = nil) {
            self.user = user
            self.groups = groups
            self.uid = uid
        }
    }

    /// The server's URL without a slash at the end: `https://10.0.0.1:6443`.
    public var server: String
    /// Trust, client certificate and server name.
    public var tls: TLSConfiguration
    /// The proxy.
    public var proxy: HTTPClientConfiguration.Proxy
    /// Where tokens come from.
    public var credentials: CredentialSource
    /// The user that the requests are made for; `nil`: the credentials' own.
    public var impersonation: Impersonation?
    /// The namespace of the context or of the service account; `default` where there is none.
    public var namespace: String
    /// Where all this was found, for people: `context 'dev' of ~/.kube/config`.
    public var origin: String
    /// What a person should know, for example that the server's certificate is not checked.
    public var warnings: [String]

    /// Makes a configuration.
    public init(
        server: String, tls: TLSConfiguration = TLSConfiguration(), proxy: HTTPClientConfiguration.Proxy = .environment,
        credentials: CredentialSource = .none, impersonation: Impersonation? = nil, namespace: String = "default",
        origin: String = "", warnings: [String] = []
    ) {
        self.server = server
        self.tls = tls
        self.proxy = proxy
        self.credentials = credentials
        self.impersonation = impersonation
        self.namespace = namespace
        self.origin = origin
        self.warnings = warnings
    }
}
