import FoundationEssentials
import HTTPTransport
import Testing

@testable import PersistenceOperator

@Suite("how an export ends")
struct ExportOutcomeTests {
    private func outcome(_ status: Int, headers: HTTPHeaders = [:], _ body: String = "") -> ExportOutcome {
        ExportOutcome(
            HTTPResponseHead(status: status, headers: headers), body: Array(body.utf8),
            now: Date(timeIntervalSince1970: 0))
    }

    @Test("a success is one, whatever its body says that is no rejection", arguments: ["", "{}", "x", "\u{0}\u{1}"])
    func accepted(body: String) {
        #expect(outcome(200, body) == .accepted)
        #expect(outcome(202, body) == .accepted)
    }

    @Test("four statuses may pass, and no other", arguments: [429, 502, 503, 504])
    func transient(status: Int) {
        #expect(outcome(status) == .failed("it answers \(status)", retryAfter: nil))
    }

    @Test("all other statuses are final", arguments: [301, 400, 401, 404, 413, 500, 501])
    func final(status: Int) {
        #expect(outcome(status) == .refused("it answers \(status)", rejected: nil))
    }

    @Test("Retry-After is read in both of its forms")
    func retryAfter() {
        #expect(outcome(429, headers: ["Retry-After": "7"]) == .failed("it answers 429", retryAfter: .seconds(7)))
        #expect(
            outcome(503, headers: ["Retry-After": "Thu, 01 Jan 1970 00:01:00 GMT"])
                == .failed("it answers 503", retryAfter: .seconds(60)))
    }

    @Test("what was taken but for a part is refused for that part")
    func partial() {
        #expect(
            outcome(200, #"{"partialSuccess": {"rejectedLogRecords": "3", "errorMessage": "too old"}}"#)
                == .refused("it takes all but 3: too old", rejected: 3))
        #expect(
            outcome(200, #"{"partialSuccess": {"rejectedDataPoints": 2}}"#)
                == .refused("it takes all but 2", rejected: 2))
        #expect(outcome(200, #"{"partialSuccess": {"errorMessage": "a warning"}}"#) == .accepted)
    }

    @Test("the receiver's own words are shown on one line, and not for ever")
    func message() {
        #expect(
            outcome(400, #"{"code": 3, "message": "bad\nline"}"#)
                == .refused(#"it answers 400: bad\u{a}line"#, rejected: nil))
        guard case .refused(let why, _) = outcome(400, #"{"message": "\#(String(repeating: "x", count: 9999))"}"#)
        else {
            Issue.record("not refused")
            return
        }
        #expect(why.count < 250)
    }

    @Test("without a response it may pass")
    func noResponse() {
        #expect(ExportOutcome(HTTPTransportError(.reset, "gone")) == .failed("gone", retryAfter: nil))
        #expect(
            ExportOutcome(HTTPTransportError(.timeout, "while something else"))
                == .failed("it does not answer in time", retryAfter: nil))
    }
}
