import KubeClient
import Synchronization

/// Where the log handler leaves what is to be exported. Adding never waits for the network.
public final class LogOutbox: Sendable {
    private let queue: Mutex<LogQueue>
    /// Rung when there is enough for a request of full size.
    let bell = Doorbell()

    /// Makes an empty one.
    public convenience init() { self.init(limits: LogQueue.Limits()) }

    init(limits: LogQueue.Limits) { queue = Mutex(LogQueue(limits: limits)) }

    /// Adds the newest record; the oldest give way where there are too many.
    func add(_ record: LogRecord) {
        if queue.withLock({ $0.add(record) }) { bell.ring() }
    }

    /// Calls a body with the queue.
    func withQueue<Result: Sendable>(_ body: (inout LogQueue) -> Result) -> Result { queue.withLock { body(&$0) } }
}
