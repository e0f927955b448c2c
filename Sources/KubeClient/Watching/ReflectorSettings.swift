/// How a reflector sees.
public struct ReflectorSettings: Hashable, Sendable {
    /// The number of objects in one page of a list. Default 500.
    public var pageSize: Int
    /// The time from one list to the next; a tenth more or less, so that lists do not come together. It bounds how long
    /// an event that never arrived goes unnoticed. Default 10 min.
    public var relistInterval: Duration
    /// For how many seconds a watch is asked for; random within, so that watches do not end together. Default 30 to 50.
    public var watchSeconds: ClosedRange<Int>
    /// How much longer than that the client waits for the end of a watch before it takes the connection for dead.
    /// Default 5 s.
    public var watchGrace: Duration
    /// How long a watch must have been open to count as healthy: the back-off begins anew after it. Default 10 s.
    public var healthyAfter: Duration
    /// The upper bound of the wait after a first failure; it doubles from failure to failure. Default 500 ms.
    public var baseDelay: Duration
    /// The upper bound of every wait of our own. Default 30 s.
    public var maximumDelay: Duration
    /// The longest wait that a server's `Retry-After` can ask for; a longer one is cut to it. Default 60 s.
    public var maximumRetryAfter: Duration

    /// Makes settings; each has a default.
    public init(
        pageSize: Int = 500, relistInterval: Duration = .seconds(600), watchSeconds: ClosedRange<Int> = 30...50,
        watchGrace: Duration = .seconds(5), healthyAfter: Duration = .seconds(10),
        baseDelay: Duration = .milliseconds(500), maximumDelay: Duration = .seconds(30),
        maximumRetryAfter: Duration = .seconds(60)
    ) {
        self.pageSize = pageSize
        self.relistInterval = relistInterval
        self.watchSeconds = watchSeconds
        self.watchGrace = watchGrace
        self.healthyAfter = healthyAfter
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
    }
}
