import HTTPTransport
import Synchronization

/// An HTTP client for one server, such as that of one lane of a `KubeClient`: made with the first request, and made anew when a
/// credential plugin brings another client certificate, since a connection keeps the one that it began with, and when a
/// response did not come in time.
public final class Transport: Sendable {
    /// A client that others use up; it ends with its last transfer.
    private struct Retired {
        weak var client: HTTPClient?
    }

    private struct State {
        var client: HTTPClient?
        var identity: TLSConfiguration.Identity?
        var retired: [Retired] = []

        mutating func retire() {
            guard let client else { return }
            retired.removeAll { $0.client == nil }
            retired.append(Retired(client: client))
            self.client = nil
        }
    }

    private let configuration: HTTPClientConfiguration
    /// Of all its clients.
    private let counters = HTTPClientCounters()
    private let state = Mutex(State())

    /// Makes a transport; no thread or connection yet.
    public init(_ configuration: HTTPClientConfiguration) {
        self.configuration = configuration
    }

    /// Sends a request with an identity; `nil`: that of the configuration, if any.
    ///
    /// - Throws: `HTTPTransportError`, or what the receiver throws.
    public func send<Receiver: HTTPResponseReceiver>(
        _ request: HTTPRequest, as identity: TLSConfiguration.Identity?, to receiver: Receiver
    ) async throws -> (head: HTTPResponseHead, receiver: Receiver) {
        let client = try client(for: identity)
        do {
            return try await client.send(request, to: receiver)
        } catch let error as HTTPTransportError where error.code == .timeout && error.requestMayHaveBeenSent {
            // HTTP/2 ends the stream alone: all that follows would go into a connection that may be dead, or lead to a
            // server that hangs, for as long as somebody on the way acknowledges the bytes.
            state.withLock { if $0.client === client { $0.retire() } }
            throw error
        }
    }

    private func client(for identity: TLSConfiguration.Identity?) throws -> HTTPClient {
        try state.withLock { state in
            if let client = state.client, state.identity?.certificate == identity?.certificate { return client }
            var configuration = configuration
            if let identity { configuration.tls.identity = identity }
            let client = try HTTPClient(configuration, counters: counters)
            state.retire()
            state.client = client
            state.identity = identity
            return client
        }
    }

    /// What was sent so far.
    var statistics: HTTPClientStatistics { counters.current }

    /// Ends all requests and closes the connections.
    public func shutdown() {
        let clients = state.withLock { state in state.retired.compactMap(\.client) + (state.client.map { [$0] } ?? []) }
        for client in clients { client.shutdown() }
    }
}
