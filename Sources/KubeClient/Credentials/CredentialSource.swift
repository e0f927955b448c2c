import HTTPTransport

/// Where the credentials of a client come from.
public enum CredentialSource: Sendable {
    /// None beyond a client certificate.
    case none
    /// A bearer token.
    case token(String)
    /// A file with a bearer token, read again while the client lives.
    case tokenFile(String)
    /// A user name and a password (HTTP basic authentication): API servers refuse it since 1.19, proxies before them may
    /// want it.
    case basic(user: String, password: String)
    /// A program that prints an ExecCredential.
    case plugin(ExecPlugin)
}

extension CredentialSource: CustomStringConvertible, CustomReflectable {
    /// The kind, without any secret.
    public var description: String {
        switch self {
        case .none: "no token"
        case .token: "a token"
        case .tokenFile(let path): "the token file \(path)"
        case .basic(let user, _): "the password of user \(user)"
        case .plugin(let plugin): "the credential plugin \(plugin.command)"
        }
    }

    /// The kind, so that a dump shows no secret.
    public var customMirror: Mirror { Mirror(self, children: ["source": description]) }
}

/// What one request shows of its sender.
struct Credential: Sendable {
    /// The value of the `Authorization` field; `nil`: none.
    var authorization: String?
    /// A client certificate that a plugin made.
    var identity: TLSConfiguration.Identity?
}
