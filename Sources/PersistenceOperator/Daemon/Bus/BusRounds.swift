import BusClients

/// Looks at one cluster of the bus for many instances: looks that are wanted at the same time are one, over connections that
/// stay open.
actor BusRounds {
    /// How long a round waits for others to join: specs of many instances are read within moments of each other.
    private static let gathering = Duration.milliseconds(20)

    /// Somebody who waits for a round.
    struct Waiter {
        let targets: Set<BusQuery.Target>
        let answer: AsyncStream<BusQuery.Answer>.Continuation
    }

    private let probe: BusProbe
    private let timeout: Duration
    /// What each instance asks about.
    private var targets: [String: Set<BusQuery.Target>] = [:]
    /// Who waits for the next round.
    private(set) var waiting: [Waiter] = []
    private var driver: Task<Void, Never>?

    /// Makes the rounds of a cluster; nothing is sent yet.
    init(probe: BusProbe, timeout: Duration) {
        self.probe = probe
        self.timeout = timeout
    }

    /// Looks at an instance's targets in the next round.
    ///
    /// - Returns: An answer, which may be about more than these targets; `nil` at once where the task is cancelled.
    func look(at targets: Set<BusQuery.Target>, for instance: String) async -> BusQuery.Answer? {
        self.targets[instance] = targets
        let (answers, continuation) = AsyncStream.makeStream(of: BusQuery.Answer.self)
        waiting.append(Waiter(targets: targets, answer: continuation))
        driveIfNeeded()
        return await answers.first { _ in true }
    }

    private func driveIfNeeded() {
        guard driver == nil, !waiting.isEmpty else { return }
        driver = Task { await drive() }
    }

    private func drive() async {
        while !waiting.isEmpty {
            try? await Task.sleep(for: Self.gathering)
            // Who waits now is looked at by the driver that follows.
            guard !Task.isCancelled else { return }
            let waiters = waiting
            waiting = []
            let answer = await probe.read(
                Self.union(waiters.map(\.targets)), expecting: Self.union(targets.values), timeout: timeout)
            for waiter in waiters {
                waiter.answer.yield(answer)
                waiter.answer.finish()
            }
        }
        if !Task.isCancelled { driver = nil }
    }

    private static func union(_ sets: some Sequence<Set<BusQuery.Target>>) -> Set<BusQuery.Target> {
        sets.reduce(into: []) { $0.formUnion($1) }
    }

    /// The instance asks about nothing any more.
    ///
    /// - Returns: Whether no other instance does.
    func forget(_ instance: String) -> Bool {
        targets[instance] = nil
        return targets.isEmpty
    }

    /// Ends the round that is under way; what it looked at is unknown. Who waits for the next one is looked at.
    func stop() {
        driver?.cancel()
        driver = nil
        driveIfNeeded()
    }

    /// Ends the round that is under way, and the connections as soon as nobody uses them.
    func close() async {
        stop()
        await probe.close()
    }
}
