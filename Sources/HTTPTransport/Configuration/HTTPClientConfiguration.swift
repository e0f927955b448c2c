/// The settings of an `HTTPClient`.
public struct HTTPClientConfiguration: Sendable {
    /// Which proxy is used.
    public enum Proxy: Hashable, Sendable {
        /// What `HTTPS_PROXY`, `http_proxy`, `ALL_PROXY` and `NO_PROXY` say, as curl reads them.
        case environment
        /// None, whatever the environment says.
        case none
        /// This one (`http`, `https`, `socks5`, `socks5h`), whatever the environment says.
        case url(String)
    }

    /// The greatest number of requests under way at once; more wait in the order in which they came. Default 16.
    public var maximumInFlight: Int
    /// The time for name look-up, TCP and TLS of a new connection. Default 5 s.
    public var connectTimeout: Duration
    /// How long data that was sent may stay unacknowledged, and keep-alive probes unanswered, before a connection counts as
    /// dead (`TCP_USER_TIMEOUT`, tcp(7)). Probes begin after 10 s of silence. Default 20 s.
    public var unacknowledgedLimit: Duration
    /// How long an address that was looked up is used for new connections: a server that moves is found again after this.
    /// Default 5 s.
    public var addressLifetime: Duration
    /// The `User-Agent` field.
    public var userAgent: String
    /// Trust, identity and server name.
    public var tls: TLSConfiguration
    /// The proxy.
    public var proxy: Proxy

    /// Makes a configuration; every setting has a default.
    public init(
        maximumInFlight: Int = 16, connectTimeout: Duration = .seconds(5), unacknowledgedLimit: Duration = .seconds(20),
        addressLifetime: Duration = .seconds(5), userAgent: String = "persistence-operator",
        tls: TLSConfiguration = TLSConfiguration(), proxy: Proxy = .environment
    ) {
        self.maximumInFlight = max(1, maximumInFlight)
        self.connectTimeout = connectTimeout
        self.unacknowledgedLimit = unacknowledgedLimit
        self.addressLifetime = addressLifetime
        self.userAgent = userAgent
        self.tls = tls
        self.proxy = proxy
    }
}
