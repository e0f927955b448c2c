/// What a client has done so far.
public struct HTTPClientStatistics: Hashable, Sendable {
    /// The requests handed to libcurl, by method.
    public internal(set) var requestsStarted: [HTTPMethod: Int] = [:]
    /// The responses that arrived as a whole, by method and status.
    public internal(set) var responses: [Response: Int] = [:]
    /// The requests whose response arrived as a whole.
    public internal(set) var responsesCompleted = 0
    /// The connections that finished transfers have opened.
    public internal(set) var connectionsOpened = 0
    /// The requests that are under way.
    public internal(set) var inFlight = 0
    /// The greatest number of requests under way at once.
    public internal(set) var greatestInFlight = 0

    /// What a response is counted by.
    public struct Response: Hashable, Sendable {
        /// The method of its request.
        public let method: HTTPMethod
        /// Its HTTP status.
        public let status: Int
    }

    /// The requests handed to libcurl with one of these methods.
    public func requests(_ methods: HTTPMethod...) -> Int {
        methods.reduce(0) { $0 + (requestsStarted[$1] ?? 0) }
    }
}
