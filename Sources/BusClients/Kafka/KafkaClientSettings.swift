/// How one Kafka cluster is reached.
public struct KafkaClientSettings: Hashable, Sendable {
    /// Kafka's `security.protocol`.
    public enum SecurityProtocol: String, Hashable, Sendable, CaseIterable {
        /// Neither encrypted nor authenticated.
        case plaintext = "PLAINTEXT"
        /// Encrypted.
        case ssl = "SSL"
        /// Authenticated, not encrypted.
        case saslPlaintext = "SASL_PLAINTEXT"
        /// Encrypted and authenticated.
        case saslSSL = "SASL_SSL"

        /// Whether the client logs in.
        public var usesSASL: Bool { self == .saslPlaintext || self == .saslSSL }
        /// Whether the connection is encrypted.
        public var usesTLS: Bool { self == .ssl || self == .saslSSL }
    }

    /// Kafka's `sasl.mechanism`, as far as this client speaks them.
    public enum Mechanism: String, Hashable, Sendable, CaseIterable {
        /// The password itself.
        case plain = "PLAIN"
        /// A salted proof with SHA-256.
        case scramSHA256 = "SCRAM-SHA-256"
        /// A salted proof with SHA-512: what Amazon MSK offers.
        case scramSHA512 = "SCRAM-SHA-512"
        /// A token that says who the client is in AWS: Amazon MSK's own.
        case awsMSKIAM = "AWS_MSK_IAM"

        /// Whether a user name and a password are needed.
        public var usesPassword: Bool { self != .awsMSKIAM }
        /// Its name among clients and brokers: the token is one of OAUTHBEARER (RFC 7628).
        var wireName: String { self == .awsMSKIAM ? "OAUTHBEARER" : rawValue }
    }

    /// `host:port` of some of the brokers.
    public var bootstrapServers: [String]
    /// The listener's kind.
    public var securityProtocol: SecurityProtocol
    /// How the client logs in; used with SASL only.
    public var mechanism: Mechanism?
    /// Who logs in; used with mechanisms that need a password only.
    public var credentials: KafkaCredentials?
    /// The AWS region of the cluster, for `AWS_MSK_IAM`; `nil`: that of this process.
    public var region: String?
    /// A PEM file of the authorities that signed the brokers' certificates; `nil`: the system's.
    public var caFile: String?

    /// Makes settings.
    public init(
        bootstrapServers: [String], securityProtocol: SecurityProtocol = .plaintext, mechanism: Mechanism? = nil,
        credentials: KafkaCredentials? = nil, region: String? = nil, caFile: String? = nil
    ) {
        self.bootstrapServers = bootstrapServers
        self.securityProtocol = securityProtocol
        self.mechanism = mechanism
        self.credentials = credentials
        self.region = region
        self.caFile = caFile
    }

    /// Whom the brokers take this client for, as Kafka writes principals; `IAM`: whom AWS takes it for.
    public var principal: String {
        guard securityProtocol.usesSASL else { return "anonymous" }
        return mechanism?.usesPassword == false ? "IAM" : "User:\(credentials?.username ?? "?")"
    }
}
