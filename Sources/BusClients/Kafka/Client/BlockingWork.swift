import Dispatch

/// Runs what blocks in C on a thread outside the cooperative pool, which must never wait.
enum BlockingWork {
    /// Runs the work on a queue of its own.
    static func run<Result: Sendable>(
        named label: String, _ work: @escaping @Sendable () -> Result
    ) async -> Result {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "persistence-operator.\(label)").async { continuation.resume(returning: work()) }
        }
    }
}
