/// How a client proves who the server is, and who itself is.
public struct TLSConfiguration: Sendable {
    /// The certificate authorities that are trusted.
    public enum TrustRoots: Sendable {
        /// Those of the system.
        case system
        /// Those of a PEM file and no others; read anew for each connection, so that the file can be rotated. A file that
        /// is missing or unreadable fails the connection.
        case file(String)
        /// Those of a PEM text and no others.
        case pem([UInt8])
    }

    /// Whether the server's certificate is checked.
    public enum Verification: Hashable, Sendable {
        /// Chain, dates and name are checked.
        case full
        /// Nothing is checked: anybody on the way can read and change everything. Only where a person asked for it.
        case disabledAtUserRequest
    }

    /// A client certificate with its key, both PEM.
    public struct Identity: Sendable {
        /// The certificate and its chain.
        public var certificate: [UInt8]
        /// The private key, not encrypted.
        public var key: [UInt8]

        /// Makes an identity of two PEM texts.
        public init(certificate: [UInt8], key: [UInt8]) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The trusted authorities.
    public var trustRoots: TrustRoots
    /// Whether the server's certificate is checked.
    public var verification: Verification
    /// The client's own certificate; `nil`: none.
    public var identity: Identity?
    /// The name that the server's certificate must have and that is sent as SNI; `nil`: the URL's host.
    public var serverName: String?

    /// Makes a configuration; without arguments it trusts the system's authorities and checks everything. TLS 1.2 is the
    /// oldest version that is spoken.
    public init(
        trustRoots: TrustRoots = .system, verification: Verification = .full, identity: Identity? = nil,
        serverName: String? = nil
    ) {
        self.trustRoots = trustRoots
        self.verification = verification
        self.identity = identity
        self.serverName = serverName
    }
}

extension TLSConfiguration: CustomReflectable {
    /// Without the key, so that a dump does not show it.
    public var customMirror: Mirror { Mirror(self, children: ["verification": verification]) }
}
