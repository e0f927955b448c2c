import HTTPTransport

/// Takes the body of a successful response while it arrives.
protocol ResponseBody: Sendable {
    /// Learns that the server has accepted the request.
    mutating func begin()
    /// Takes the next bytes. The pointer is valid only during the call.
    mutating func receive(_ bytes: UnsafeBufferPointer<UInt8>) throws
    /// Learns that the body is whole.
    mutating func finish() throws
}

/// Hands a successful response to its body, and collects any other for its Status.
struct KubeResponseReceiver<Body: ResponseBody>: HTTPResponseReceiver {
    /// A Status has a few kilobytes; more of it is not kept.
    private static var failureLimit: Int { 256 << 10 }

    private var isFailure = false
    private(set) var failureBody: [UInt8] = []
    /// What took the response.
    private(set) var body: Body

    init(_ body: Body) {
        self.body = body
    }

    mutating func receive(head: HTTPResponseHead) {
        isFailure = !head.isSuccess
        if !isFailure { body.begin() }
    }

    mutating func receive(body bytes: UnsafeRawBufferPointer) throws {
        if isFailure {
            failureBody.append(contentsOf: bytes.prefix(max(0, Self.failureLimit - failureBody.count)))
        } else {
            try body.receive(bytes.bindMemory(to: UInt8.self))
        }
    }

    /// Says that the body is whole.
    mutating func finish() throws {
        if !isFailure { try body.finish() }
    }
}
