import CCurl

/// Turns libcurl's result of a transfer into an `HTTPTransportError`.
struct CurlFailure {
    let error: HTTPTransportError

    /// Reads what libcurl knows about the failed transfer of `handle`; `text` is its error buffer.
    init(_ code: CURLcode, handle: UnsafeMutableRawPointer, text: String) {
        var verifyResult = 0
        _ = ccurl_get_long(handle, CURLINFO_SSL_VERIFYRESULT, &verifyResult)
        var requestSize = 0
        _ = ccurl_get_long(handle, CURLINFO_REQUEST_SIZE, &requestSize)
        self.init(code, text: text, verifyResult: verifyResult, requestWasSent: requestSize > 0)
    }

    /// The mapping itself.
    ///
    /// - Parameters:
    ///   - verifyResult: OpenSSL's `X509_V_…` code.
    ///   - requestWasSent: whether libcurl has handed any byte of the request to the connection.
    init(_ code: CURLcode, text: String, verifyResult: Int = 0, requestWasSent: Bool = false) {
        let detail = text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
        let kind = Self.kind(code, text: detail, verifyResult: verifyResult, requestWasSent: requestWasSent)
        // To a proxy that opens no tunnel libcurl has sent nothing but CONNECT.
        error = HTTPTransportError(kind, detail, requestMayHaveBeenSent: requestWasSent && kind != .proxy)
    }

    private static func kind(
        _ code: CURLcode, text: String, verifyResult: Int, requestWasSent: Bool
    ) -> HTTPTransportError.Code {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .dns
        case CURLE_COULDNT_CONNECT: .connect
        case CURLE_PROXY: .proxy
        case CURLE_OPERATION_TIMEDOUT:
            // The words of the connection phase; there is no code of its own for it.
            !requestWasSent && (text.hasPrefix("Connection time") || text.hasPrefix("Failed to connect"))
                ? .connect : .timeout
        case CURLE_PEER_FAILED_VERIFICATION: certificateKind(verifyResult, text: text)
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND:
            .tlsConfiguration
        case CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH: .tls
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            // TLS 1.3 tells about a missing or refused client certificate only after the handshake.
            text.contains("alert") ? .tls : text.hasPrefix("CONNECT tunnel failed") ? .proxy : .reset
        case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE: .reset
        case CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_HTTP3:
            .protocol
        case CURLE_URL_MALFORMAT: .invalidRequest
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        default: .unknown
        }
    }

    private static func certificateKind(_ verifyResult: Int, text: String) -> HTTPTransportError.Code {
        switch verifyResult {
        // X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
        case 9, 10: .certificateExpired
        // libcurl checks the name itself, before it asks OpenSSL for a result.
        case _ where text.contains("subject name"): .certificateNameMismatch
        default: .certificateUntrusted
        }
    }
}
