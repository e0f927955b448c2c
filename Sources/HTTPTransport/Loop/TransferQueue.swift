/// Which transfers run and which wait: first come, first served, at most `limit` at once. A pure value.
struct TransferQueue<ID: Hashable> {
    /// What to do about a transfer that is to end early.
    enum Cancellation: Equatable {
        /// It was still waiting and has been taken out.
        case wasWaiting
        /// It runs: it must be stopped and then reported with `finish`.
        case isRunning
        /// It has ended already, or never came.
        case unknown
    }

    private struct Waiting {
        let id: ID
        let deadline: ContinuousClock.Instant
    }

    private let limit: Int
    private var waiting: [Waiting] = []
    /// Where the first that still waits stands in `waiting`: taking from the front must not move the others.
    private var head = 0
    private(set) var running: Set<ID> = []

    init(limit: Int) {
        self.limit = limit
    }

    var isEmpty: Bool { running.isEmpty && head == waiting.count }

    /// When to look for expired ones: not later than the first deadline of those that wait.
    private(set) var nextDeadline: ContinuousClock.Instant?

    mutating func add(_ id: ID, deadline: ContinuousClock.Instant) {
        waiting.append(Waiting(id: id, deadline: deadline))
        nextDeadline = min(nextDeadline ?? deadline, deadline)
    }

    /// Takes the next transfer that may start now.
    mutating func startNext() -> ID? {
        guard running.count < limit, head < waiting.count else { return nil }
        let id = waiting[head].id
        head += 1
        if head == waiting.count || head > 256 {
            waiting.removeFirst(head)
            head = 0
        }
        running.insert(id)
        return id
    }

    mutating func finish(_ id: ID) {
        running.remove(id)
    }

    mutating func cancel(_ id: ID) -> Cancellation {
        if running.contains(id) { return .isRunning }
        guard let index = waiting[head...].firstIndex(where: { $0.id == id }) else { return .unknown }
        waiting.remove(at: index)
        return .wasWaiting
    }

    /// Takes out those that waited too long.
    mutating func takeExpired(at now: ContinuousClock.Instant) -> [ID] {
        let expired = waiting[head...].filter { $0.deadline <= now }.map(\.id)
        waiting = waiting[head...].filter { $0.deadline > now }
        head = 0
        nextDeadline = waiting.lazy.map(\.deadline).min()
        return expired
    }

    /// Takes out everything, running first.
    mutating func takeAll() -> (running: [ID], waiting: [ID]) {
        let result = (Array(running), waiting[head...].map(\.id))
        running = []
        waiting = []
        head = 0
        nextDeadline = nil
        return result
    }
}
