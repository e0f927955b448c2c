import Synchronization

/// Wakes the one task that waits at it. Rung while nobody waits, it lets the next wait return at once; rung twice, it wakes
/// once.
public final class Doorbell: Sendable {
    private struct State {
        var isRung = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Makes a bell that has not rung.
    public init() {}

    /// Wakes whoever waits.
    public func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRung = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when the bell rings, when the time has come (`nil`: never), or when the task is cancelled; sometimes for no
    /// reason, so that the caller looks again.
    public func wait<C: Clock>(until deadline: C.Instant?, clock: C) async {
        let timer = deadline.map { deadline in
            Task {
                // Cancelled: the wait is over, and the next one is not to be woken for it.
                do { try await clock.sleep(until: deadline, tolerance: nil) } catch { return }
                ring()
            }
        }
        defer { timer?.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isRung = state.withLock { state in
                    if state.isRung || Task.isCancelled {
                        state.isRung = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if isRung { continuation.resume() }
            }
        } onCancel: {
            ring()
        }
    }
}
