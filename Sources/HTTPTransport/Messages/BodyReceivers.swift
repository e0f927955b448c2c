/// Collects a body up to a size.
public struct BodyCollector: HTTPResponseReceiver {
    private let limit: Int
    /// The bytes so far.
    public private(set) var bytes: [UInt8] = []

    /// Makes a collector that refuses more than `limit` bytes.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Ignores the head.
    public mutating func receive(head: HTTPResponseHead) {}

    /// Keeps the bytes, or throws `HTTPTransportError.Code.tooLarge`.
    public mutating func receive(body: UnsafeRawBufferPointer) throws {
        guard bytes.count + body.count <= limit else {
            throw HTTPTransportError(
                .tooLarge, "the response is larger than \(limit) bytes", requestMayHaveBeenSent: true)
        }
        bytes.append(contentsOf: body)
    }
}

/// Hands each piece of a body to a closure.
struct ClosureReceiver: HTTPResponseReceiver {
    let onBody: @Sendable (UnsafeRawBufferPointer) throws -> Void

    mutating func receive(head: HTTPResponseHead) {}

    mutating func receive(body: UnsafeRawBufferPointer) throws { try onBody(body) }
}
