import HTTPTransport

/// When and how often a failed request is sent again. A pure value: the caller brings time and chance.
public struct RetryPolicy: Hashable, Sendable {
    /// The greatest number of times that a request is sent. Default 6.
    public var maximumAttempts: Int
    /// The upper bound of the first wait; it doubles from attempt to attempt. Default 200 ms.
    public var baseDelay: Duration
    /// The upper bound of every wait of our own. Default 5 s.
    public var maximumDelay: Duration
    /// The longest wait that a server's `Retry-After` can ask for; a longer one is cut to it. Default 30 s.
    public var maximumRetryAfter: Duration
    /// No new attempt begins later than this after the first. Default 60 s.
    public var deadline: Duration

    /// Makes a policy; every setting has a default.
    public init(
        maximumAttempts: Int = 6, baseDelay: Duration = .milliseconds(200), maximumDelay: Duration = .seconds(5),
        maximumRetryAfter: Duration = .seconds(30), deadline: Duration = .seconds(60)
    ) {
        self.maximumAttempts = maximumAttempts
        self.baseDelay = baseDelay
        self.maximumDelay = maximumDelay
        self.maximumRetryAfter = maximumRetryAfter
        self.deadline = deadline
    }

    /// Sends everything once.
    public static let never = RetryPolicy(maximumAttempts: 1)

    /// The time to wait before the next attempt; `nil`: give up.
    ///
    /// - Parameters:
    ///   - error: how the last attempt failed.
    ///   - attempts: how often the request was sent so far, from 1.
    ///   - elapsed: the time since the first attempt began.
    ///   - isIdempotent: whether sending the request twice does no more than sending it once.
    ///   - jitter: see `wait`.
    func delay(
        after error: KubeError, attempts: Int, elapsed: Duration, isIdempotent: Bool, jitter: Double
    ) -> Duration? {
        guard attempts < maximumAttempts, Self.isTransient(error, isIdempotent: isIdempotent) else { return nil }
        let delay = wait(after: attempts, retryAfter: error.retryAfter, jitter: jitter)
        return elapsed + delay <= deadline ? delay : nil
    }

    /// The time to wait before the next attempt, where there is one.
    ///
    /// - Parameters:
    ///   - attempts: how often the request was sent so far, from 1.
    ///   - retryAfter: what the server asked for; `nil` or zero: nothing.
    ///   - jitter: a random number from 0 up to 1: the share of the bound that is waited, so that clients do not come
    ///     back all at once.
    public func wait(after attempts: Int, retryAfter: Duration?, jitter: Double) -> Duration {
        if let retryAfter, retryAfter > .zero {
            // The server's wish is a lower bound; the jitter comes on top.
            return min(retryAfter, maximumRetryAfter) + baseDelay * jitter
        }
        return min(baseDelay * (1 << min(attempts - 1, 20)), maximumDelay) * max(jitter, 0.1)
    }

    /// Whether the failure may pass and the request may be sent again.
    private static func isTransient(_ error: KubeError, isIdempotent: Bool) -> Bool {
        if let transport = error.transportError {
            return transport.isTransient && (isIdempotent || !transport.requestMayHaveBeenSent)
        }
        return switch error.httpStatus {
        // Refused before it was looked at.
        case 429: true
        case 500, 502, 503, 504: isIdempotent
        default: false
        }
    }
}

extension HTTPTransportError {
    /// Whether the same request can succeed later without anybody doing something.
    var isTransient: Bool {
        switch code {
        case .dns, .connect, .timeout, .reset, .protocol: true
        default: false
        }
    }
}
