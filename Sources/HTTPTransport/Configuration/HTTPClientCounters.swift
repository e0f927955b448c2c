import Synchronization

/// Counts what a client does, or several clients of which one follows the other: all are counted to their end.
public final class HTTPClientCounters: Sendable {
    private let value = Mutex(HTTPClientStatistics())

    /// Makes counters at zero.
    public init() {}

    /// What was counted so far.
    public var current: HTTPClientStatistics { value.withLock { $0 } }

    func started(_ method: HTTPMethod) {
        value.withLock {
            $0.requestsStarted[method, default: 0] += 1
            $0.inFlight += 1
            $0.greatestInFlight = max($0.greatestInFlight, $0.inFlight)
        }
    }

    /// - Parameter response: What arrived as a whole; `nil`: nothing did.
    func ended(connections: Int, response: HTTPClientStatistics.Response?) {
        value.withLock {
            $0.inFlight -= 1
            $0.connectionsOpened += connections
            guard let response else { return }
            $0.responsesCompleted += 1
            $0.responses[response, default: 0] += 1
        }
    }
}
