import Documents
import FoundationEssentials
import HTTPTransport
import Logging

/// A client of one API server: HTTP/2 on one connection, a bounded number of requests in flight, retries of what is safe to
/// retry, responses decoded as they arrive.
///
/// Every method throws `KubeError`, or `CancellationError` where its task was cancelled.
public final class KubeClient: Sendable {
    private let configuration: KubeConfiguration
    private let transport: Transport
    private let credentials: CredentialProvider
    private let retryPolicy: RetryPolicy
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// Makes a client. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - maximumInFlight: the greatest number of requests under way at once.
    ///   - retryPolicy: when a failed request is sent again.
    ///   - userAgent: the `User-Agent` field.
    ///   - clock: what waits between attempts; a test brings its own.
    public init(
        _ configuration: KubeConfiguration, maximumInFlight: Int = 16, retryPolicy: RetryPolicy = RetryPolicy(),
        userAgent: String = "persistence-operator", clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger = Logger(label: "kube-client")
    ) {
        self.configuration = configuration
        self.retryPolicy = retryPolicy
        self.clock = clock
        self.logger = logger
        transport = Transport(
            HTTPClientConfiguration(
                maximumInFlight: maximumInFlight, userAgent: userAgent, tls: configuration.tls,
                proxy: configuration.proxy))
        credentials = CredentialProvider(configuration.credentials, logger: logger)
    }

    /// The namespace of the context or of the service account.
    public var defaultNamespace: String { configuration.namespace }

    /// The server's URL.
    public var server: String { configuration.server }

    /// What the client has sent so far, retries included.
    public var statistics: HTTPClientStatistics { transport.statistics }

    /// Ends all requests and closes the connections.
    public func shutdown() { transport.shutdown() }

    /// Sends a request, under the retry policy, and returns what the events of the response made.
    ///
    /// - Parameter events: what takes the events of a successful response; each attempt begins with it anew.
    func send<Events: JSONEventReceiver & Sendable>(_ request: KubeRequest, to events: Events) async throws -> Events {
        try await retrying(on: clock, request, to: events)
    }

    private func retrying<Events: JSONEventReceiver & Sendable>(
        on clock: some Clock<Duration>, _ request: KubeRequest, to events: Events
    ) async throws -> Events {
        let loop = RetryLoop(policy: retryPolicy, clock: clock) { Double.random(in: 0..<1) }
        var used: CredentialProvider.Issued?
        return try await loop.run(isIdempotent: request.isIdempotent) {
            guard let used else { return false }
            return await credentials.renew(after: used)
        } _: {
            do {
                let issued = try await credentials.current()
                used = issued
                return try await attempt(request, to: events, as: issued.credential)
            } catch var error as KubeError {
                error.route = request.route
                throw error
            } catch let error as JSONSyntaxError {
                throw KubeError(
                    .decoding, "the response is not the JSON that the API promises: \(error)", route: request.route)
            }
        }
    }

    private func attempt<Events: JSONEventReceiver & Sendable>(
        _ request: KubeRequest, to events: Events, as credential: Credential
    ) async throws -> Events {
        var headers: HTTPHeaders = ["Accept": request.accept]
        if request.body != nil { headers.add("Content-Type", request.contentType) }
        if let authorization = credential.authorization { headers.add("Authorization", authorization) }
        if let impersonation = configuration.impersonation {
            headers.add("Impersonate-User", impersonation.user)
            for group in impersonation.groups { headers.add("Impersonate-Group", group) }
            if let uid = impersonation.uid { headers.add("Impersonate-Uid", uid) }
        }
        var message = HTTPRequest(
            request.method, configuration.server + request.path.target, headers: headers, body: request.body,
            timeout: try RequestDeadline.limit(request.timeout))
        message.isSentOnce = !request.isIdempotent
        do {
            let client = try transport.client(for: credential.identity)
            var (head, receiver) = try await client.send(message, to: JSONResponseReceiver(events))
            guard head.isSuccess else {
                throw KubeError(response: head, body: receiver.failureBody, now: Date())
            }
            for field in head.headers.fields where field.name.lowercased() == "warning" {
                logger.warning("the API server warns: \(field.value)", metadata: ["route": "\(request.route)"])
            }
            try receiver.finish()
            return receiver.events
        } catch let error as HTTPTransportError {
            if error.code == .cancelled { throw CancellationError() }
            throw KubeError(
                .transport, "the API server \(configuration.server) cannot be reached: \(error)", transportError: error)
        }
    }
}

extension KubeError {
    /// The error of a response whose status is no success.
    init(response head: HTTPResponseHead, body: [UInt8], now: Date) {
        let status = (try? JSONValue(parsing: body)).flatMap(KubeStatus.init)
        let retryAfter =
            RetryAfter.parse(head.headers["Retry-After"], now: now)
            ?? status?.retryAfterSeconds.map { .seconds(max(0, min($0, 1_000_000))) }
        var message = "the API server answers \(head.status)"
        if let status, !status.message.isEmpty {
            message += ": \(status.message)"
        } else {
            // Not the API server but something on the way to it, which sends a page of its own.
            let text = String(decoding: body.prefix(200), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
            if !text.isEmpty { message += ": \(text)" }
        }
        self.init(
            KubeError.Code(httpStatus: head.status, reason: status?.reason), message, httpStatus: head.status,
            status: status, retryAfter: retryAfter)
    }
}
