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
    /// The `User-Agent` field.
    public var userAgent: String
    /// Trust, identity and server name.
    public var tls: TLSConfiguration
    /// The proxy.
    public var proxy: Proxy

    /// Makes a configuration; every setting has a default.
    public init(
        maximumInFlight: Int = 16, connectTimeout: Duration = .seconds(5), userAgent: String = "persistence-operator",
        tls: TLSConfiguration = TLSConfiguration(), proxy: Proxy = .environment
    ) {
        self.maximumInFlight = max(1, maximumInFlight)
        self.connectTimeout = connectTimeout
        self.userAgent = userAgent
        self.tls = tls
        self.proxy = proxy
    }
}
