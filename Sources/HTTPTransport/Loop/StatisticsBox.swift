import Synchronization

/// The counters of one client, written by its event loop.
final class StatisticsBox: Sendable {
    private let value = Mutex(HTTPClientStatistics())

    var current: HTTPClientStatistics { value.withLock { $0 } }

    func started(_ method: HTTPMethod, inFlight: Int) {
        value.withLock {
            $0.requestsStarted[method, default: 0] += 1
            $0.greatestInFlight = max($0.greatestInFlight, inFlight)
        }
    }

    func ended(connections: Int, isComplete: Bool) {
        value.withLock {
            $0.connectionsOpened += connections
            if isComplete { $0.responsesCompleted += 1 }
        }
    }
}
