/// Where rollouts are observed; `KubeRolloutSource` reads the cluster.
public protocol RolloutSource: Sendable {
    /// What is to be seen of these writers' rollouts now; a writer without a Deployment is left out.
    func observe(_ writers: Set<String>) async throws -> [String: RolloutObservation]
}

/// Waits for rollouts: looks again and again until each is done or has failed, or the time is over.
public struct RolloutWaiter<C: Clock>: Sendable where C.Duration == Duration {
    private let source: any RolloutSource
    private let clock: C
    private let interval: Duration

    /// Makes a waiter that looks every `interval`.
    public init(source: any RolloutSource, clock: C, interval: Duration = .seconds(1)) {
        self.source = source
        self.clock = clock
        self.interval = interval
    }

    /// Waits.
    /// - Parameters:
    ///   - written: Those of them that were written now: only their new pods fail by a restart; elsewhere one that happened
    ///     long ago is no news.
    ///   - timeout: After which what is not done counts as `TimedOut`.
    ///   - progress: Called after each look.
    /// - Returns: One result a writer, ascending by name.
    /// - Throws: `CancellationError`, or what reading the cluster throws.
    public func wait(
        for writers: Set<String>, written: Set<String>, timeout: Duration,
        progress: @Sendable ([RolloutResult]) -> Void = { _ in }
    ) async throws -> [RolloutResult] {
        let deadline = clock.now.advanced(by: timeout)
        while true {
            let results = try await look(at: writers, written)
            progress(results)
            if results.allSatisfy({ !$0.state.isOpen }) { return results }
            guard clock.now < deadline else { return results.map { $0.timedOut(after: timeout) } }
            try await clock.sleep(until: min(deadline, clock.now.advanced(by: interval)), tolerance: nil)
        }
    }

    /// Waits until each of these writers has an available replica of its current template.
    ///
    /// - Returns: False where one has not in time, where the cluster cannot be read, or the task was cancelled.
    public func waitUntilAvailable(_ writers: Set<String>, timeout: Duration) async -> Bool {
        let deadline = clock.now.advanced(by: timeout)
        while !Task.isCancelled {
            guard let seen = try? await source.observe(writers) else { return false }
            if writers.allSatisfy({ seen[$0]?.hasAvailableReplica == true }) { return true }
            guard clock.now < deadline else { return false }
            do {
                try await clock.sleep(until: min(deadline, clock.now.advanced(by: interval)), tolerance: nil)
            } catch {
                return false
            }
        }
        return false
    }

    private func look(at writers: Set<String>, _ written: Set<String>) async throws -> [RolloutResult] {
        let seen = try await source.observe(writers)
        return writers.sorted().map { name in
            RolloutResult(
                writer: name,
                state: seen[name]?.state(isNew: written.contains(name)) ?? .progressing("has no Deployment yet"))
        }
    }
}

extension RolloutState {
    /// Whether it may still change by itself.
    var isOpen: Bool {
        if case .progressing = self { true } else { false }
    }
}

extension RolloutResult {
    fileprivate func timedOut(after timeout: Duration) -> RolloutResult {
        guard case .progressing(let text) = state else { return self }
        return RolloutResult(
            writer: writer,
            state: .failed(reason: "TimedOut", message: "not done after \(timeout.components.seconds) s: \(text)"))
    }
}
