import Synchronization

/// The counters of one client, written by its event loop.
final class StatisticsBox: Sendable {
    private let value = Mutex(HTTPClientStatistics())

    var current: HTTPClientStatistics { value.withLock { $0 } }

    func started(_ method: HTTPMethod, inFlight: Int) {
        value.withLock {
            $0.requestsStarted[method, default: 0] += 1
            $0.inFlight = inFlight
            $0.greatestInFlight = max($0.greatestInFlight, inFlight)
        }
    }

    /// - Parameter response: What arrived as a whole; `nil`: nothing did.
    func ended(connections: Int, response: HTTPClientStatistics.Response?, inFlight: Int) {
        value.withLock {
            $0.inFlight = inFlight
            $0.connectionsOpened += connections
            guard let response else { return }
            $0.responsesCompleted += 1
            $0.responses[response, default: 0] += 1
        }
    }
}
