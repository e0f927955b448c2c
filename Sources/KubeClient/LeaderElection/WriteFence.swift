import Synchronization

/// Lets writes through while this process may write: always, or for the term of a leader, which ends by the clock alone.
public final class WriteFence: Sendable {
    private struct State {
        /// `nil`: closed.
        var deadline: ContinuousClock.Instant?
        var isUnlimited = false
    }

    private let state: Mutex<State>
    private let longestWrite: Duration?

    /// The fence of a process that is alone: it is open.
    public static let open = WriteFence()

    private init() {
        state = Mutex(State(isUnlimited: true))
        longestWrite = nil
    }

    /// Makes a fence that is closed.
    ///
    /// - Parameter longestWrite: The time that any write gets at most.
    init(longestWrite: Duration) {
        state = Mutex(State())
        self.longestWrite = longestWrite
    }

    /// Lets writes through until then; later than before, or as before.
    func open(until deadline: ContinuousClock.Instant) {
        state.withLock { $0.deadline = max($0.deadline ?? deadline, deadline) }
    }

    /// Lets no write through.
    func close() { state.withLock { $0.deadline = nil } }

    /// Runs a write where this process may write, and tells it how long it may take: at most `limit`, and no longer than the
    /// term. The write must keep that (`RequestDeadline`), retries included.
    ///
    /// - Throws: `KubeError` with the code `deadline` where this process may not write; or what the write throws.
    public func withPermit<Result>(
        upTo limit: Duration, isolation: isolated (any Actor)? = #isolation,
        _ write: (Duration) async throws -> Result
    ) async throws -> Result {
        try await write(try permit(upTo: limit, now: .now))
    }

    func permit(upTo limit: Duration, now: ContinuousClock.Instant) throws(KubeError) -> Duration {
        let (isUnlimited, deadline) = state.withLock { ($0.isUnlimited, $0.deadline) }
        if isUnlimited { return limit }
        guard let deadline, now < deadline else {
            throw KubeError(.deadline, "this process is not the leader: nothing was sent")
        }
        return min(limit, longestWrite ?? limit, now.duration(to: deadline))
    }
}
