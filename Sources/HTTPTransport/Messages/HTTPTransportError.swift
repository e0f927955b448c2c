/// Why there is no (whole) response.
///
/// Its texts hold host names and addresses, never header values or bodies.
public struct HTTPTransportError: Error, Sendable {
    /// The kind of failure.
    public struct Code: Hashable, Sendable {
        enum Name: String {
            case dns, connect, tls, certificateUntrusted, certificateNameMismatch, certificateExpired, tlsConfiguration
            case proxy, timeout, cancelled, reset, `protocol`, tooLarge, invalidRequest, shutDown, unknown
        }

        let name: Name

        /// The name of the host or of the proxy was not found.
        public static let dns = Code(name: .dns)
        /// No connection: refused, unreachable, or not within the connect time-out.
        public static let connect = Code(name: .connect)
        /// The TLS handshake failed, or the server refused the client certificate.
        public static let tls = Code(name: .tls)
        /// The server's certificate is not signed by a trusted authority.
        public static let certificateUntrusted = Code(name: .certificateUntrusted)
        /// The server's certificate is for another name.
        public static let certificateNameMismatch = Code(name: .certificateNameMismatch)
        /// The server's certificate has expired or is not valid yet.
        public static let certificateExpired = Code(name: .certificateExpired)
        /// The CA bundle, client certificate or key cannot be used.
        public static let tlsConfiguration = Code(name: .tlsConfiguration)
        /// The proxy refused.
        public static let proxy = Code(name: .proxy)
        /// The request's time was up.
        public static let timeout = Code(name: .timeout)
        /// The task was cancelled.
        public static let cancelled = Code(name: .cancelled)
        /// The connection ended in mid-air.
        public static let reset = Code(name: .reset)
        /// The peer's bytes are not HTTP, or the server refused the stream.
        public static let `protocol` = Code(name: .protocol)
        /// The response is larger than the caller allows.
        public static let tooLarge = Code(name: .tooLarge)
        /// The request cannot be sent as it is.
        public static let invalidRequest = Code(name: .invalidRequest)
        /// The client was shut down.
        public static let shutDown = Code(name: .shutDown)
        /// Anything else; `detail` has libcurl's words.
        public static let unknown = Code(name: .unknown)
    }

    /// The kind of failure: what to compare.
    public let code: Code
    /// What happened, for people.
    public let detail: String
    /// Whether any byte of the request may have reached the server. Where it is false, sending again is always safe.
    public let requestMayHaveBeenSent: Bool
    /// Where it was thrown.
    public let file: String
    /// The line in `file`.
    public let line: Int

    /// Makes an error.
    public init(
        _ code: Code, _ detail: String, requestMayHaveBeenSent: Bool = false, file: String = #fileID, line: Int = #line
    ) {
        self.code = code
        self.detail = detail
        self.requestMayHaveBeenSent = requestMayHaveBeenSent
        self.file = file
        self.line = line
    }
}

extension HTTPTransportError: Equatable {
    /// Two errors are equal if they are of one kind.
    public static func == (left: HTTPTransportError, right: HTTPTransportError) -> Bool { left.code == right.code }
}

extension HTTPTransportError: CustomStringConvertible {
    /// What happened and, where there is a usual cure, what to do.
    public var description: String {
        let hint: String? =
            switch code.name {
            case .dns: "check the host name and the resolver"
            case .connect: "check that the server runs and that nothing blocks the way to it"
            case .certificateUntrusted: "check the certificate authority that is configured for this server"
            case .certificateNameMismatch: "check the address, or set the TLS server name"
            case .certificateExpired: "renew the server's certificate, or check this machine's clock"
            default: nil
            }
        return detail + (hint.map { "; \($0)" } ?? "")
    }
}

extension HTTPTransportError.Code: CustomStringConvertible {
    /// The kind of failure in one word.
    public var description: String { name.rawValue }
}

extension HTTPTransportError {
    /// The task of the request was cancelled.
    static var cancelled: HTTPTransportError {
        HTTPTransportError(.cancelled, "the request was cancelled", requestMayHaveBeenSent: true)
    }

    /// The client was shut down.
    static var shutDown: HTTPTransportError {
        HTTPTransportError(.shutDown, "the HTTP client was shut down", requestMayHaveBeenSent: true)
    }
}
