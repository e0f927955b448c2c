import HTTPTransport
import Testing

@testable import KubeClient

@Suite("Retry policy")
struct RetryPolicyTests {
    private let policy = RetryPolicy(
        maximumAttempts: 5, baseDelay: .milliseconds(100), maximumDelay: .milliseconds(500),
        maximumRetryAfter: .seconds(30), deadline: .seconds(60))

    private func response(_ status: Int, retryAfter: Duration? = nil) -> KubeError {
        KubeError(
            KubeError.Code(httpStatus: status, reason: nil), "", httpStatus: status, retryAfter: retryAfter)
    }

    private func transport(_ code: HTTPTransportError.Code, sent: Bool) -> KubeError {
        KubeError(
            .transport, "", transportError: HTTPTransportError(code, "", requestMayHaveBeenSent: sent))
    }

    private func delay(
        _ error: KubeError, attempts: Int = 1, elapsed: Duration = .zero, isIdempotent: Bool = true, jitter: Double = 1
    ) -> Duration? {
        policy.delay(
            after: error, attempts: attempts, elapsed: elapsed, isIdempotent: isIdempotent, jitter: jitter)
    }

    @Test("waits longer from attempt to attempt, up to a bound, and gives up")
    func backOff() {
        let delays = (1...5).map { delay(response(503), attempts: $0) }
        #expect(delays == [.milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(500), nil])
    }

    @Test("the jitter spreads the waits, and none is zero")
    func jitter() {
        #expect(delay(response(503), jitter: 0.5) == .milliseconds(50))
        #expect(delay(response(503), jitter: 0) == .milliseconds(10))
    }

    @Test("begins no attempt after the deadline")
    func deadline() {
        #expect(delay(response(503), elapsed: .milliseconds(59_900)) != nil)
        #expect(delay(response(503), elapsed: .milliseconds(59_901)) == nil)
    }

    @Test("fault 21: waits as long as the server asks, within reason")
    func retryAfter() {
        #expect(delay(response(429, retryAfter: .seconds(3)), jitter: 0) == .seconds(3))
        #expect(delay(response(429, retryAfter: .seconds(3)), jitter: 1) == .milliseconds(3100))
        #expect(delay(response(429, retryAfter: .seconds(1_000_000)), jitter: 0) == .seconds(30))
        // 0 is no leave for a hot loop.
        #expect(delay(response(429, retryAfter: .zero), jitter: 0) == .milliseconds(10))
        #expect(delay(response(429, retryAfter: .seconds(20)), elapsed: .seconds(50), jitter: 0) == nil)
    }

    @Test("tries again only what may pass", arguments: [429, 500, 502, 503, 504])
    func transientStatuses(status: Int) {
        #expect(delay(response(status)) != nil)
        // 429 was refused before it was looked at; after the others nobody knows.
        #expect((delay(response(status), isIdempotent: false) != nil) == (status == 429))
    }

    @Test("does not try again what stays", arguments: [400, 401, 403, 404, 405, 409, 410, 415, 422, 501])
    func finalStatuses(status: Int) {
        #expect(delay(response(status)) == nil)
    }

    @Test("a failed connection may pass; what was perhaps sent is sent again only if that is harmless")
    func transportErrors() {
        for code in [HTTPTransportError.Code.dns, .connect, .timeout, .reset, .protocol] {
            #expect(delay(transport(code, sent: true)) != nil)
            #expect(delay(transport(code, sent: true), isIdempotent: false) == nil)
            #expect(delay(transport(code, sent: false), isIdempotent: false) != nil)
        }
        for code in [
            HTTPTransportError.Code.certificateUntrusted, .certificateNameMismatch, .certificateExpired,
            .tlsConfiguration, .tls, .tooLarge, .invalidRequest, .shutDown,
        ] {
            #expect(delay(transport(code, sent: false)) == nil)
        }
    }
}
