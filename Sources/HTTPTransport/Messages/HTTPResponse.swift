/// The status line and the header fields of a response.
public struct HTTPResponseHead: Sendable {
    /// The status code, 200 to 599.
    public var status: Int
    /// The version of the protocol as the status line says it: `1.1`, `2`.
    public var version: String
    /// The header fields.
    public var headers: HTTPHeaders

    /// Makes a head.
    public init(status: Int, version: String = "1.1", headers: HTTPHeaders = [:]) {
        self.status = status
        self.version = version
        self.headers = headers
    }

    /// Whether the status is 200 to 299.
    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// A response whose body was collected.
public struct HTTPResponse: Sendable {
    /// The status line and the header fields.
    public var head: HTTPResponseHead
    /// The body, decompressed.
    public var body: [UInt8]

    /// The status code.
    public var status: Int { head.status }
}

/// Takes a response while it arrives.
///
/// The event loop calls it, one call at a time: it must not block, and what it does delays the client's other transfers.
public protocol HTTPResponseReceiver: Sendable {
    /// Takes the head; once, before the body. An error ends the transfer and is thrown by `send`.
    mutating func receive(head: HTTPResponseHead) throws
    /// Takes the next bytes of the body, decompressed. The pointer is valid only during the call.
    mutating func receive(body: UnsafeRawBufferPointer) throws
}
