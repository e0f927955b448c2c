/// Runs a request under a `RetryPolicy`.
struct RetryLoop<ClockType: Clock<Duration>>: Sendable {
    let policy: RetryPolicy
    let clock: ClockType
    /// A random number from 0 up to 1.
    let jitter: @Sendable () -> Double

    /// Sends until it succeeds, fails for good, or the policy gives up; then throws the last error.
    ///
    /// - Parameter renewCredentials: called once, after the first 401; the request is sent again where it returns true.
    func run<Result>(
        isIdempotent: Bool, renewCredentials: () async -> Bool, _ send: () async throws -> Result
    ) async throws -> Result {
        let start = clock.now
        var attempts = 0
        var hasRenewed = false
        while true {
            do {
                attempts += 1
                return try await send()
            } catch let error as KubeError {
                if error.code == .unauthorized, !hasRenewed {
                    hasRenewed = true
                    guard await renewCredentials() else { throw error }
                    continue
                }
                let delay = policy.delay(
                    after: error, attempts: attempts, elapsed: start.duration(to: clock.now),
                    isIdempotent: isIdempotent, jitter: jitter())
                guard let delay else { throw error }
                try await clock.sleep(until: clock.now.advanced(by: delay), tolerance: nil)
            }
        }
    }
}
