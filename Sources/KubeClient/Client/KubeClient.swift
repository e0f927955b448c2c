import Documents
import FoundationEssentials
import HTTPTransport
import Logging

/// A client of one API server: HTTP/2 on one connection and another for watches, a bounded number of requests in flight,
/// retries of what is safe to retry, responses decoded as they arrive.
///
/// Every method throws `KubeError`, or `CancellationError` where its task was cancelled. A read that is under way then ends at
/// once, a write is finished first.
public final class KubeClient: Sendable {
    private let configuration: KubeConfiguration
    private let transport: Transport
    private let watchTransport: Transport
    private let credentials: CredentialProvider
    private let retryPolicy: RetryPolicy
    private let clock: any Clock<Duration>
    private let logger: Logger
    /// The reflectors that read through this client.
    let census = WatchCensus()

    /// Makes a client. Nothing is sent yet.
    ///
    /// - Parameters:
    ///   - maximumInFlight: the greatest number of requests under way at once, watches aside.
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
        var http = HTTPClientConfiguration(
            maximumInFlight: maximumInFlight, userAgent: userAgent, tls: configuration.tls, proxy: configuration.proxy)
        transport = Transport(http)
        // A watch that waits for another to end would see nothing all that time.
        http.maximumInFlight = 1024
        watchTransport = Transport(http)
        credentials = CredentialProvider(configuration.credentials, logger: logger)
    }

    /// The server's URL.
    public var server: String { configuration.server }

    /// What the client has sent so far, retries included, watches aside.
    public var statistics: HTTPClientStatistics { transport.statistics }

    /// The watches that the client has sent so far.
    public var watchStatistics: HTTPClientStatistics { watchTransport.statistics }

    /// What the client's reflectors have seen so far, ascending by kind and namespace.
    public var watchedCollections: [WatchedCollection] { census.collections }

    /// Lets all reflectors of the client list anew, at once.
    public func relist() { census.relist() }

    /// Reads credentials again with the next request: token files, what plugins print.
    public func forgetCredentials() async { await credentials.forget() }

    /// Ends all requests and closes the connections.
    public func shutdown() {
        transport.shutdown()
        watchTransport.shutdown()
    }

    /// Sends a request, under the retry policy, and returns what the events of the response made.
    ///
    /// - Parameters:
    ///   - events: what takes the events of a successful response; each attempt begins with it anew.
    ///   - policy: in place of the client's own.
    func send<Events: JSONEventReceiver & Sendable>(
        _ request: KubeRequest, to events: Events, under policy: RetryPolicy? = nil
    ) async throws -> Events {
        try await stream(request, to: JSONBody(events), under: policy).events
    }

    /// Sends a request, under the retry policy, and returns what took the body of the successful response.
    func stream<Body: ResponseBody>(
        _ request: KubeRequest, to body: Body, under policy: RetryPolicy? = nil
    ) async throws -> Body {
        try await retrying(on: clock, under: policy ?? retryPolicy, request, to: body)
    }

    private func retrying<Body: ResponseBody>(
        on clock: some Clock<Duration>, under policy: RetryPolicy, _ request: KubeRequest, to body: Body
    ) async throws -> Body {
        let loop = RetryLoop(policy: policy, clock: clock) { Double.random(in: 0..<1) }
        var used: CredentialProvider.Issued?
        return try await loop.run(isIdempotent: request.isIdempotent) {
            guard let used else { return false }
            return await credentials.renew(after: used)
        } _: {
            do {
                let issued = try await credentials.current()
                used = issued
                return try await attempt(request, to: body, as: issued.credential)
            } catch var error as KubeError {
                error.route = request.route
                throw error
            } catch let error as JSONSyntaxError {
                throw KubeError(
                    .decoding, "the response is not the JSON that the API promises: \(error)", route: request.route)
            }
        }
    }

    /// Makes a write whose end is waited for also where the task is cancelled meanwhile: one that is given up half way may
    /// still arrive, after others have begun to write. Its time-out bounds the wait.
    private static func finishing<Result: Sendable>(
        _ write: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try Task.checkCancellation()
        return try await Task { try await write() }.value
    }

    /// Neither headers nor bodies: they hold credentials and Secrets.
    private func log(_ request: KubeRequest, _ result: String, since start: ContinuousClock.Instant) {
        logger.debug(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)", "target": "\(request.path.target)", "result": "\(result)",
                "took": "\(start.duration(to: .now) / .milliseconds(1)) ms", "sent": "\(request.body?.count ?? 0) B",
            ])
    }

    private func attempt<Body: ResponseBody>(
        _ request: KubeRequest, to body: Body, as credential: Credential
    ) async throws -> Body {
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
        let start = ContinuousClock.now
        do {
            let lane = request.lane == .watches ? watchTransport : transport
            let exchange = { @Sendable [message] in
                try await lane.send(message, as: credential.identity, to: KubeResponseReceiver(body))
            }
            var (head, receiver) =
                request.method == .get ? try await exchange() : try await Self.finishing(exchange)
            log(request, "\(head.status)", since: start)
            guard head.isSuccess else {
                throw KubeError(response: head, body: receiver.failureBody, now: Date())
            }
            for field in head.headers.fields where field.name.lowercased() == "warning" {
                logger.warning("the API server warns: \(field.value)", metadata: ["route": "\(request.route)"])
            }
            try receiver.finish()
            return receiver.body
        } catch let error as HTTPTransportError {
            log(request, "\(error.code)", since: start)
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
            RetryAfter.parse(head.headers["Retry-After"], now: now) ?? status?.retryAfter
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
