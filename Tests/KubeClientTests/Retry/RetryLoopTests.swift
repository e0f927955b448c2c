import TestPeers
import Testing

@testable import KubeClient

@Suite("Retry loop")
struct RetryLoopTests {
    private let clock = ImmediateClock()
    private var loop: RetryLoop<ImmediateClock> {
        RetryLoop(
            policy: RetryPolicy(maximumAttempts: 4, baseDelay: .seconds(1), maximumDelay: .seconds(8)), clock: clock
        ) { 1 }
    }

    private func error(_ status: Int) -> KubeError {
        KubeError(KubeError.Code(httpStatus: status, reason: nil), "\(status)", httpStatus: status)
    }

    /// Fails with these statuses in turn, then succeeds with the number of attempts.
    private func run(
        _ statuses: [Int], isIdempotent: Bool = true, renews: Bool = true
    ) async throws -> (attempts: Int, renewals: Int) {
        var attempts = 0
        var renewals = 0
        let result = try await loop.run(isIdempotent: isIdempotent) {
            renewals += 1
            return renews
        } _: {
            attempts += 1
            if attempts <= statuses.count { throw error(statuses[attempts - 1]) }
            return attempts
        }
        return (result, renewals)
    }

    @Test("a burst of failures passes, with growing waits")
    func burst() async throws {
        #expect(try await run([500, 502, 503]).attempts == 4)
        #expect(clock.sleeps == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test("gives up with the last error")
    func givingUp() async throws {
        let error = try await #require(throws: KubeError.self) { try await run([500, 500, 500, 503]) }
        #expect(error.httpStatus == 503)
        #expect(clock.sleeps.count == 3)
    }

    @Test("a refused credential is renewed once and at once; a second refusal is final")
    func renewal() async throws {
        let result = try await run([401])
        #expect(result.attempts == 2)
        #expect(result.renewals == 1)
        #expect(clock.sleeps.isEmpty)
        let error = try await #require(throws: KubeError.self) { try await run([401, 401]) }
        #expect(error.code == .unauthorized)
        await #expect(throws: KubeError(.unauthorized, "")) { try await run([401], renews: false) }
    }

    @Test("a request that is not idempotent is not sent again after a server error")
    func notIdempotent() async throws {
        await #expect(throws: KubeError(.serverError, "")) { try await run([500], isIdempotent: false) }
        #expect(try await run([429], isIdempotent: false).attempts == 2)
    }

    @Test("a cancelled task stops waiting")
    func cancellation() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await run([500])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
