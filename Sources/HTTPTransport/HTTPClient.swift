import Synchronization

/// An HTTP client on libcurl: HTTP/2 over TLS where the server speaks it, else HTTP/1.1.
///
/// All transfers run on one event-loop thread. Requests to one server share one HTTP/2 connection; at most
/// `maximumInFlight` are under way and more wait in order. Redirects are not followed. A request whose reused connection
/// turns out to be dead before any byte of a response is sent once more by libcurl, unless it is `isSentOnce`.
public final class HTTPClient: Sendable {
    private let inbox = TransferInbox()
    private let multi: MultiHandle
    private let counters: HTTPClientCounters
    private let thread: LoopThread
    private let nextID = Atomic<UInt64>(0)

    /// Starts a client and its thread.
    ///
    /// - Parameter counters: What counts its requests.
    /// - Throws: `HTTPTransportError` where libcurl or the thread cannot be had.
    public init(
        _ configuration: HTTPClientConfiguration = HTTPClientConfiguration(),
        counters: HTTPClientCounters = HTTPClientCounters()
    ) throws(HTTPTransportError) {
        let multi = try MultiHandle(maximumConnections: configuration.maximumInFlight)
        self.multi = multi
        self.counters = counters
        thread = try LoopThread { [inbox] in
            TransferLoop(configuration: configuration, inbox: inbox, multi: multi, counters: counters).run()
        }
    }

    deinit {
        shutdown()
    }

    /// What the client has done so far, with those before it that had its counters.
    public var statistics: HTTPClientStatistics { counters.current }

    /// Ends all transfers with `HTTPTransportError.Code.shutDown`, closes the connections and waits for the thread, which
    /// takes milliseconds. A second call does nothing.
    public func shutdown() {
        guard inbox.stop() else { return }
        multi.wakeUp()
        thread.join()
    }

    /// Sends a request and feeds a receiver with the response as it arrives.
    ///
    /// Cancelling the task ends the transfer at once: on HTTP/2 its stream is reset.
    ///
    /// - Returns: the head and the receiver in its last state; also for statuses of 400 and above.
    /// - Throws: `HTTPTransportError`, or what the receiver throws.
    public func send<Receiver: HTTPResponseReceiver>(
        _ request: HTTPRequest, to receiver: Receiver
    ) async throws -> (head: HTTPResponseHead, receiver: Receiver) {
        try request.validate()
        let id = nextID.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock.now + request.timeout
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = TransferJob(id: id, request: request, deadline: deadline, isCancelled: flag) {
                    ContinuationSink(receiver: receiver, continuation: continuation)
                }
                if inbox.submit(job) {
                    multi.wakeUp()
                } else {
                    continuation.resume(throwing: HTTPTransportError.shutDown)
                }
            }
        } onCancel: {
            // The flag is for a job that the loop has not seen yet, the message for one that it has.
            flag.set()
            inbox.cancel(id)
            multi.wakeUp()
        }
    }

    /// Sends a request and hands each piece of the body to a closure, on the event loop: it must not block, and the
    /// pointer is valid only during the call.
    ///
    /// - Throws: `HTTPTransportError`, or what the closure throws.
    public func send(
        _ request: HTTPRequest, onBody: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponseHead {
        try await send(request, to: ClosureReceiver(onBody: onBody)).head
    }

    /// Sends a request and collects the body.
    ///
    /// - Parameter limit: the greatest size of the decompressed body in bytes; a larger one ends the transfer with
    ///   `HTTPTransportError.Code.tooLarge`. Default 4 MiB.
    /// - Throws: `HTTPTransportError`.
    public func collect(_ request: HTTPRequest, limit: Int = 4 << 20) async throws -> HTTPResponse {
        let (head, receiver) = try await send(request, to: BodyCollector(limit: limit))
        return HTTPResponse(head: head, body: receiver.bytes)
    }
}
