/// One request.
public struct HTTPRequest: Sendable {
    /// The method.
    public var method: HTTPMethod
    /// The whole URL, `http` or `https`, percent-encoded.
    public var url: String
    /// The header fields. `Host`, `User-Agent`, `Accept-Encoding` and `Content-Length` are added where they are missing.
    public var headers: HTTPHeaders
    /// The body; `nil`: none.
    public var body: [UInt8]?
    /// The time from `send` to the end of the response, waiting for a free place included, on a monotonic clock.
    public var timeout: Duration

    /// Whether it must never reach the server twice. libcurl sends a request again whose reused connection turns out to be
    /// dead before any byte of a response; this one gets a new connection, where that cannot happen. Default `false`.
    public var isSentOnce = false

    /// Makes a request; its time-out is 30 s unless said otherwise.
    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil,
        timeout: Duration = .seconds(30)
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

extension HTTPRequest {
    /// Refuses what would change the meaning of the message: control characters in the URL or in a header field, another
    /// scheme than `http` and `https`. Its errors hold no value of a field. Sending does the same.
    ///
    /// - Throws: `HTTPTransportError.Code.invalidRequest`.
    public func validate() throws(HTTPTransportError) {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw HTTPTransportError(.invalidRequest, "the URL does not begin with http:// or https://")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw HTTPTransportError(.invalidRequest, "the URL has characters that must be percent-encoded")
        }
        for field in headers.fields {
            let nameIsToken = field.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
            guard !field.name.isEmpty, nameIsToken else {
                throw HTTPTransportError(.invalidRequest, "a header field's name is not a token")
            }
            guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPTransportError(
                    .invalidRequest, "the value of the header field '\(field.name)' has a control character")
            }
        }
    }
}
