import Synchronization

/// One request on its way from the caller to the event loop.
struct TransferJob: Sendable {
    typealias ID = UInt64

    let id: ID
    let request: HTTPRequest
    let deadline: ContinuousClock.Instant
    /// Set by the caller's cancellation handler, which may run before the loop has seen the job.
    let isCancelled: CancellationFlag
    /// Makes the place where the response goes; called once, on the event loop.
    let makeSink: @Sendable () -> any TransferSink
}

/// Becomes true once.
final class CancellationFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}

/// Where a response goes. It belongs to the event loop's thread.
protocol TransferSink: AnyObject {
    func receive(head: HTTPResponseHead) throws
    func receive(body: UnsafeRawBufferPointer) throws
    /// Ends the transfer; called exactly once.
    func finish(_ result: Result<HTTPResponseHead, any Error>)
}

/// Feeds a receiver, and hands it back to the waiting task at the end.
final class ContinuationSink<Receiver: HTTPResponseReceiver>: TransferSink {
    typealias Continuation = CheckedContinuation<(head: HTTPResponseHead, receiver: Receiver), any Error>

    private var receiver: Receiver
    private let continuation: Continuation

    init(receiver: Receiver, continuation: Continuation) {
        self.receiver = receiver
        self.continuation = continuation
    }

    func receive(head: HTTPResponseHead) throws { try receiver.receive(head: head) }

    func receive(body: UnsafeRawBufferPointer) throws { try receiver.receive(body: body) }

    func finish(_ result: Result<HTTPResponseHead, any Error>) {
        let receiver = receiver
        continuation.resume(with: result.map { (head: $0, receiver: receiver) })
    }
}
