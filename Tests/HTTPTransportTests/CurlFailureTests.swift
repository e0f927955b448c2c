import CCurl
import Testing

@testable import HTTPTransport

@Suite("libcurl's results")
struct CurlFailureTests {
    @Test(
        "each result has its code",
        arguments: [
            (CURLE_COULDNT_RESOLVE_HOST, HTTPTransportError.Code.dns), (CURLE_COULDNT_CONNECT, .connect),
            (CURLE_SSL_CONNECT_ERROR, .tls), (CURLE_SSL_CACERT_BADFILE, .tlsConfiguration), (CURLE_PROXY, .proxy),
            (CURLE_GOT_NOTHING, .reset), (CURLE_PARTIAL_FILE, .reset), (CURLE_RECV_ERROR, .reset),
            (CURLE_HTTP2, .protocol), (CURLE_HTTP2_STREAM, .protocol), (CURLE_URL_MALFORMAT, .invalidRequest),
            (CURLE_OPERATION_TIMEDOUT, .timeout), (CURLE_OUT_OF_MEMORY, .unknown),
        ])
    func codes(result: CURLcode, code: HTTPTransportError.Code) {
        let error = CurlFailure(result, text: "").error
        #expect(error.code == code)
        #expect(!error.detail.isEmpty)
    }

    @Test("a connection that does not come about in time is a connect error, not a time-out of the request")
    func connectTimeout() {
        let text = "Failed to connect to 10.0.0.1 port 443 after 5001 ms: Timeout was reached"
        #expect(CurlFailure(CURLE_OPERATION_TIMEDOUT, text: text).error.code == .connect)
        #expect(CurlFailure(CURLE_OPERATION_TIMEDOUT, text: text, requestWasSent: true).error.code == .timeout)
    }

    @Test("a certificate that is not accepted is told by its reason")
    func certificates() {
        func code(_ verifyResult: Int, _ text: String = "SSL certificate problem") -> HTTPTransportError.Code {
            CurlFailure(CURLE_PEER_FAILED_VERIFICATION, text: text, verifyResult: verifyResult).error.code
        }
        #expect(code(10) == .certificateExpired)
        #expect(code(9) == .certificateExpired)
        #expect(code(20) == .certificateUntrusted)
        #expect(
            code(1, "SSL: no alternative certificate subject name matches target host name 'a'")
                == .certificateNameMismatch)
    }

    @Test("a refused client certificate, which TLS 1.3 tells late, is no mere reset")
    func lateAlert() {
        let text = "OpenSSL SSL_read: error:0A00045C:SSL routines::tlsv13 alert certificate required, errno 0"
        #expect(CurlFailure(CURLE_RECV_ERROR, text: text, requestWasSent: true).error.code == .tls)
    }
}
