/// A request as a stub server received it.
public struct StubRequest: Sendable {
    /// `GET`, `PATCH`, …
    public let method: String
    /// The path and the query as sent: percent-encoded.
    public let target: String
    /// The header fields in order; names in lower case.
    public let headers: [(name: String, value: String)]
    /// The body.
    public let body: [UInt8]

    /// The value of a header field.
    public func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
    /// The target before the query.
    public var path: String { String(target.prefix { $0 != "?" }) }
}

/// What a stub server does about a request: a list of steps, so that a test can split, delay and cut a response anywhere.
public struct StubResponse: Sendable {
    /// One step.
    public enum Step: Sendable {
        /// Sends bytes as they are, in a packet of their own.
        case bytes([UInt8])
        /// Waits.
        case pause(Duration)
        /// Waits until the client closes the connection, and counts that as abandoned.
        case untilAbandoned
        /// Sends what the closure gives whenever it gives something, until that is `nil`; a client that leaves before is counted as
        /// abandoned.
        case live(@Sendable () -> [UInt8]?)
        /// Closes the connection in order.
        case close
        /// Resets the connection.
        case reset
    }

    /// The steps in order.
    public var steps: [Step]

    /// Makes a response of steps.
    public init(steps: [Step]) {
        self.steps = steps
    }

    /// A whole response with a `Content-Length`.
    public init(_ status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []) {
        steps = [.bytes(Self.head(status, headers: headers + [("Content-Length", "\(body.count)")]) + body)]
    }

    /// A whole JSON response.
    public init(_ status: Int = 200, headers: [(String, String)] = [], json: String) {
        self.init(status, headers: headers + [("Content-Type", "application/json")], body: Array(json.utf8))
    }

    /// A response in chunked transfer coding: each piece is a chunk and a packet of its own.
    public static func chunked(
        _ status: Int = 200, headers: [(String, String)] = [], pieces: [[UInt8]], isComplete: Bool = true
    ) -> StubResponse {
        let head = Self.head(status, headers: headers + [("Transfer-Encoding", "chunked")])
        var steps: [Step] = [.bytes(head)]
        for piece in pieces where !piece.isEmpty { steps.append(.bytes(chunk(piece))) }
        if isComplete { steps.append(.bytes(Array("0\r\n\r\n".utf8))) }
        return StubResponse(steps: steps)
    }

    /// A response in chunked transfer coding whose pieces are made while it is sent; `nil`: it is complete.
    public static func live(_ piece: @escaping @Sendable () -> [UInt8]?) -> StubResponse {
        let head = Self.head(200, headers: [("Transfer-Encoding", "chunked")])
        return StubResponse(steps: [
            .bytes(head), .live { piece().map { $0.isEmpty ? [] : chunk($0) } }, .bytes(Array("0\r\n\r\n".utf8)),
        ])
    }

    private static func chunk(_ piece: [UInt8]) -> [UInt8] {
        Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + Array("\r\n".utf8)
    }

    /// This response after a pause.
    public func delayed(_ duration: Duration) -> StubResponse { StubResponse(steps: [.pause(duration)] + steps) }

    /// This response and one more step.
    public func then(_ step: Step) -> StubResponse { StubResponse(steps: steps + [step]) }

    /// The status line and the header fields, with the empty line after them.
    public static func head(_ status: Int, headers: [(String, String)]) -> [UInt8] {
        Array(("HTTP/1.1 \(status) Stub\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n").utf8)
    }
}
