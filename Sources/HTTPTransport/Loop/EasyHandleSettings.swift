import CCurl
import Glibc

/// Sets options of an easy handle and keeps the first failure. It borrows the handle and must not outlive it.
final class EasyHandleSettings {
    private let handle: UnsafeMutableRawPointer
    private(set) var failure: HTTPTransportError?

    init(_ handle: UnsafeMutableRawPointer) {
        self.handle = handle
    }

    func set(_ option: CURLoption, _ value: Int) { check(ccurl_set_long(handle, option, value), option) }

    func set(_ option: CURLoption, _ value: String?) { check(ccurl_set_string(handle, option, value), option) }

    func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
        check(ccurl_set_pointer(handle, option, pointer), option)
    }

    func set(_ option: CURLoption, list: UnsafeMutablePointer<curl_slist>?) {
        check(ccurl_set_list(handle, option, list), option)
    }

    func set(_ option: CURLoption, callback: @escaping ccurl_data_callback) {
        check(ccurl_set_data_callback(handle, option, callback), option)
    }

    func set(_ option: CURLoption, blob: [UInt8]) {
        check(blob.withUnsafeBytes { ccurl_set_blob(handle, option, $0.baseAddress, $0.count) }, option)
    }

    /// Sets a body, which libcurl copies, or none.
    func setBody(_ body: [UInt8]?) {
        // The size comes first: without it the copy would end at the first zero byte.
        check(
            ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body?.count ?? 0)),
            CURLOPT_POSTFIELDSIZE_LARGE)
        guard let body else {
            set(CURLOPT_COPYPOSTFIELDS, pointer: nil)
            set(CURLOPT_CUSTOMREQUEST, nil)
            set(CURLOPT_HTTPGET, 1)
            return
        }
        set(CURLOPT_HTTPGET, 1)
        body.withUnsafeBytes { set(CURLOPT_COPYPOSTFIELDS, pointer: UnsafeMutableRawPointer(mutating: $0.baseAddress)) }
        if body.isEmpty { set(CURLOPT_POST, 1) }
    }

    /// Sets what holds for all transfers of a client.
    func apply(_ configuration: HTTPClientConfiguration) {
        // Time-outs through signals would hit the whole process.
        set(CURLOPT_NOSIGNAL, 1)
        // A transfer that is removed during its name look-up leaves the look-up behind; else removing it would block.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // Waits for a connection that may turn out to be HTTP/2 rather than open another.
        set(CURLOPT_PIPEWAIT, 1)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // All encodings that this libcurl can decompress.
        set(CURLOPT_ACCEPT_ENCODING, "")
        set(CURLOPT_USERAGENT, configuration.userAgent)
        set(CURLOPT_BUFFERSIZE, 64 * 1024)
        set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.wholeMilliseconds))
        // In whole seconds; for ever would be -1.
        set(CURLOPT_DNS_CACHE_TIMEOUT, max(0, configuration.addressLifetime.wholeMilliseconds / 1000))
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 10)
        set(CURLOPT_TCP_KEEPINTVL, 4)
        check(ccurl_set_socket_callback(handle, limitUnacknowledgedTime), CURLOPT_SOCKOPTFUNCTION)
        // The number itself travels as the context: nothing has to outlive the handle.
        let limit = max(1, configuration.unacknowledgedLimit.wholeMilliseconds)
        set(CURLOPT_SOCKOPTDATA, pointer: UnsafeMutableRawPointer(bitPattern: limit))
        apply(configuration.proxy)
        apply(configuration.tls)
    }

    private func apply(_ proxy: HTTPClientConfiguration.Proxy) {
        switch proxy {
        case .environment: break
        case .none: set(CURLOPT_PROXY, "")
        case .url(let url):
            set(CURLOPT_PROXY, url)
            // An empty list keeps libcurl from reading NO_PROXY.
            set(CURLOPT_NOPROXY, "")
        }
    }

    private func apply(_ tls: TLSConfiguration) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        let isVerified = tls.verification == .full
        set(CURLOPT_SSL_VERIFYPEER, isVerified ? 1 : 0)
        set(CURLOPT_SSL_VERIFYHOST, isVerified ? 2 : 0)
        switch tls.trustRoots {
        case .system: break
        case .file(let path):
            set(CURLOPT_CAINFO, path)
            // The distribution's folder would be trusted beside it.
            set(CURLOPT_CAPATH, nil)
            // libcurl would keep what it read for a day, and a resumed session is not checked at all: both would go on with
            // what a rotation has withdrawn.
            set(CURLOPT_CA_CACHE_TIMEOUT, 0)
            set(CURLOPT_SSL_SESSIONID_CACHE, 0)
        case .pem(let text):
            set(CURLOPT_CAINFO, nil)
            set(CURLOPT_CAPATH, nil)
            set(CURLOPT_CAINFO_BLOB, blob: text)
        }
        if let identity = tls.identity {
            set(CURLOPT_SSLCERTTYPE, "PEM")
            set(CURLOPT_SSLKEYTYPE, "PEM")
            set(CURLOPT_SSLCERT_BLOB, blob: identity.certificate)
            set(CURLOPT_SSLKEY_BLOB, blob: identity.key)
        }
    }

    private func check(_ code: CURLcode, _ option: CURLoption) {
        guard code != CURLE_OK, failure == nil else { return }
        failure = HTTPTransportError(
            .unknown, "libcurl refuses option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
    }
}

/// Bytes that nobody acknowledges end the connection (keep-alive probes do not run while data is under way). The context is
/// the limit in milliseconds.
private let limitUnacknowledgedTime: ccurl_socket_callback = { context, socket, _ in
    var milliseconds = CInt(clamping: Int(bitPattern: context))
    // A socket that is no TCP socket refuses it, which is no reason to give the connection up.
    _ = setsockopt(
        socket, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, socklen_t(MemoryLayout<CInt>.size))
    return CURL_SOCKOPT_OK
}
