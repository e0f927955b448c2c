import COpenSSL
import CRdKafka

/// One reason why a connection to a broker failed.
struct KafkaTrouble: Hashable, Sendable {
    /// The broker, `host:port`, where it is known.
    let broker: String?
    /// What it means.
    let reason: ReadinessReason
    /// librdkafka's words, without the connection's name and its timing.
    let text: String

    /// Reads an error callback's code and text.
    ///
    /// The text looks like `sasl_ssl://host:9096/bootstrap: SASL authentication error: … (after 5ms in state AUTH_REQ)`.
    init(code: Int32, text: String) {
        let (broker, words) = Self.parts(of: text)
        self.broker = broker
        self.text = words
        reason = Self.reason(of: rd_kafka_resp_err_t(rawValue: code), text: words)
    }

    /// Reads OpenSSL's verdict on a broker's certificate.
    init(certificateVerdict verdict: Int32, broker: String) {
        self.broker = Self.parts(of: broker + ": ").broker
        reason =
            verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH
            ? .tlsNameMismatch : .tlsUntrusted
        text = X509_verify_cert_error_string(Int(verdict)).map { String(cString: $0) } ?? "code \(verdict)"
    }

    private static func reason(of code: rd_kafka_resp_err_t, text: String) -> ReadinessReason {
        // librdkafka has no codes for these; the words are its own (2.0.2 and later) and OpenSSL's (3.0 and later).
        if text.contains("Unsupported SASL mechanism") { return .mechanismUnsupported }
        let plainTextListener = ["connecting to a PLAINTEXT broker listener", "unexpected eof", "wrong version number"]
        if text.contains("connecting to a SSL listener?") || plainTextListener.contains(where: text.contains) {
            return .protocolMismatch
        }
        return switch code {
        case RD_KAFKA_RESP_ERR__RESOLVE: .hostNotFound
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED: .authenticationFailed
        case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM: .mechanismUnsupported
        case RD_KAFKA_RESP_ERR__SSL: text.contains("certificate verify failed") ? .tlsUntrusted : .tlsFailed
        case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE: .timedOut
        case RD_KAFKA_RESP_ERR__TRANSPORT where text.contains("timed out"): .timedOut
        default: .brokersUnreachable
        }
    }

    /// The broker's address and the words of `protocol://host:port/id: words (after …)`; plain text has no `protocol://`.
    private static func parts(of text: String) -> (broker: String?, words: String) {
        var words = Substring(text)
        var broker: String?
        if let end = words.firstRange(of: ": "), let slash = words[..<end.lowerBound].lastIndex(of: "/") {
            let start = words[..<slash].firstRange(of: "://")?.upperBound ?? words.startIndex
            broker = words[start..<slash].printable
            words = words[end.upperBound...]
        }
        if let timing = words.firstRange(of: " (after ") { words = words[..<timing.lowerBound] }
        // What names the broker once more is left out, so that brokers with one trouble share one text.
        if words.hasPrefix("Failed to resolve '"), let end = words.firstRange(of: "': ") {
            words = words[end.upperBound...]
        }
        if words.hasPrefix("Connect to "), let end = words.firstRange(of: " failed: ") {
            words = words[end.upperBound...]
        }
        return (broker, words.printable)
    }
}
