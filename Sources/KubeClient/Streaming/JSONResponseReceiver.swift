import Documents
import HTTPTransport

/// Parses a successful JSON response while it arrives, and collects any other for its Status.
struct JSONResponseReceiver<Events: JSONEventReceiver & Sendable>: HTTPResponseReceiver {
    /// A Status has a few kilobytes; more of it is not kept.
    private static var failureLimit: Int { 256 << 10 }

    private var parser = JSONEventParser(depthLimit: 256)
    private var isFailure = false
    private(set) var failureBody: [UInt8] = []
    /// What the events made.
    private(set) var events: Events

    init(_ events: Events) {
        self.events = events
    }

    mutating func receive(head: HTTPResponseHead) {
        isFailure = !head.isSuccess
    }

    mutating func receive(body: UnsafeRawBufferPointer) throws {
        if isFailure {
            failureBody.append(contentsOf: body.prefix(max(0, Self.failureLimit - failureBody.count)))
        } else {
            try parser.feed(body.bindMemory(to: UInt8.self), to: &events)
        }
    }

    /// Says that the body is whole.
    mutating func finish() throws {
        if !isFailure { try parser.finish(&events) }
    }
}
