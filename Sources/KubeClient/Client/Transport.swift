import HTTPTransport
import Synchronization

/// The HTTP client of a `KubeClient`: made anew when a credential plugin brings another client certificate, since a
/// connection keeps the one that it began with.
final class Transport: Sendable {
    private struct State {
        var client: HTTPClient?
        var identity: TLSConfiguration.Identity?
        /// What clients before this one did.
        var retired = HTTPClientStatistics()
    }

    private let configuration: HTTPClientConfiguration
    private let state = Mutex(State())

    init(_ configuration: HTTPClientConfiguration) {
        self.configuration = configuration
    }

    /// The client for an identity; `nil`: that of the configuration, if any.
    func client(for identity: TLSConfiguration.Identity?) throws -> HTTPClient {
        try state.withLock { state in
            if let client = state.client, state.identity?.certificate == identity?.certificate { return client }
            var configuration = configuration
            if let identity { configuration.tls.identity = identity }
            let client = try HTTPClient(configuration)
            if let old = state.client { state.retired = state.retired.adding(old.statistics) }
            // The old one lives until its last transfer has ended.
            state.client = client
            state.identity = identity
            return client
        }
    }

    var statistics: HTTPClientStatistics {
        state.withLock { $0.retired.adding($0.client?.statistics ?? HTTPClientStatistics()) }
    }

    func shutdown() {
        state.withLock { $0.client }?.shutdown()
    }
}
