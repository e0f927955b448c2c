import COpenSSL
import CRdKafka
import Testing

@testable import BusClients

/// librdkafka's error callback, in its own words as seen with 2.0.2.
@Suite struct KafkaTroubleTests {
    @Test(arguments: [
        (
            RD_KAFKA_RESP_ERR__RESOLVE,
            "sasl_ssl://b-1.msk:9096/bootstrap: Failed to resolve 'b-1.msk:9096': Name or service not known (after 7ms in "
                + "state CONNECT)", ReadinessReason.hostNotFound, "b-1.msk:9096", "Name or service not known"
        ),
        (
            RD_KAFKA_RESP_ERR__TRANSPORT,
            "127.0.0.1:4711/bootstrap: Connect to ipv4#127.0.0.1:4711 failed: Connection refused (after 0ms in state "
                + "CONNECT)", .brokersUnreachable, "127.0.0.1:4711", "Connection refused"
        ),
        (
            RD_KAFKA_RESP_ERR__AUTHENTICATION,
            "sasl_ssl://localhost:9096/bootstrap: SASL authentication error: Authentication failed due to invalid "
                + "credentials with SASL mechanism SCRAM-SHA-512 (after 5ms in state AUTH_REQ)", .authenticationFailed,
            "localhost:9096",
            "SASL authentication error: Authentication failed due to invalid credentials with SASL mechanism "
                + "SCRAM-SHA-512"
        ),
        (
            RD_KAFKA_RESP_ERR__AUTHENTICATION,
            "sasl_ssl://localhost:9096/bootstrap: SASL SCRAM-SHA-512 mechanism handshake failed: Broker: Unsupported SASL "
                + "mechanism: broker's supported mechanisms: PLAIN", .mechanismUnsupported, "localhost:9096",
            "SASL SCRAM-SHA-512 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported "
                + "mechanisms: PLAIN"
        ),
        (
            RD_KAFKA_RESP_ERR__SSL,
            "ssl://localhost:9096/1: SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker "
                + "certificate could not be verified", .tlsUntrusted, "localhost:9096",
            "SSL handshake failed: error:0A000086:SSL routines::certificate verify failed: broker certificate could not "
                + "be verified"
        ),
        (
            RD_KAFKA_RESP_ERR__SSL,
            "ssl://localhost:9092/1: SSL handshake failed: error:0A000126:SSL routines::unexpected eof while reading",
            .protocolMismatch, "localhost:9092",
            "SSL handshake failed: error:0A000126:SSL routines::unexpected eof while reading"
        ),
        (
            RD_KAFKA_RESP_ERR__SSL, "ssl://localhost:9092/1: SSL handshake failed: no shared cipher", .tlsFailed,
            "localhost:9092", "SSL handshake failed: no shared cipher"
        ),
        (
            RD_KAFKA_RESP_ERR__TRANSPORT,
            "localhost:9096/bootstrap: Disconnected while requesting ApiVersion: might be caused by incorrect "
                + "security.protocol configuration (connecting to a SSL listener?)", .protocolMismatch,
            "localhost:9096",
            "Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration "
                + "(connecting to a SSL listener?)"
        ),
        (
            RD_KAFKA_RESP_ERR__TRANSPORT,
            "b-1:9092/bootstrap: Connection setup timed out in state CONNECT (after 1000ms)",
            .timedOut, "b-1:9092", "Connection setup timed out in state CONNECT"
        ),
    ])
    func theReasonComesFromCodeAndWords(
        code: rd_kafka_resp_err_t, text: String, reason: ReadinessReason, broker: String, words: String
    ) {
        let trouble = KafkaTrouble(code: code.rawValue, text: text)
        #expect(trouble.reason == reason)
        #expect(trouble.broker == broker)
        #expect(trouble.text == words)
    }

    @Test func aTextWithoutABrokerIsKeptWhole() {
        let trouble = KafkaTrouble(code: RD_KAFKA_RESP_ERR__TIMED_OUT.rawValue, text: "Local: Timed out")
        #expect(trouble.broker == nil)
        #expect(trouble.text == "Local: Timed out")
        #expect(trouble.reason == .timedOut)
    }

    @Test(arguments: [
        (X509_V_ERR_HOSTNAME_MISMATCH, ReadinessReason.tlsNameMismatch, "hostname mismatch"),
        (X509_V_ERR_IP_ADDRESS_MISMATCH, .tlsNameMismatch, "IP address mismatch"),
        (X509_V_ERR_CERT_HAS_EXPIRED, .tlsUntrusted, "certificate has expired"),
        (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, .tlsUntrusted, "unable to get local issuer certificate"),
    ])
    func theCertificatesVerdictTellsNameFromTrust(verdict: Int32, reason: ReadinessReason, text: String) {
        let trouble = KafkaTrouble(certificateVerdict: verdict, broker: "ssl://localhost:9096/bootstrap")
        #expect(trouble.reason == reason)
        #expect(trouble.text == text)
        #expect(trouble.broker == "localhost:9096")
    }

    @Test func whatABrokerSaysCannotSteerATerminal() {
        let trouble = KafkaTrouble(code: RD_KAFKA_RESP_ERR__TRANSPORT.rawValue, text: "a\u{1B}[2J\nb\u{7}")
        #expect(trouble.text == "a [2J b ")
    }
}
