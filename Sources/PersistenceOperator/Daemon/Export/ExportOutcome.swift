import Documents
import FoundationEssentials
import HTTPTransport
import KubeClient

/// How a request to the receiver ended, as OTLP tells apart what may pass (OTLP specification, "OTLP/HTTP Response").
enum ExportOutcome: Hashable, Sendable {
    /// Everything was taken.
    case accepted
    /// Some or all of it (`nil`) was not taken, and never will be: it must not be sent again.
    case refused(String, rejected: Int?)
    /// It may be taken later.
    case failed(String, retryAfter: Duration?)

    /// The statuses that a client may answer by sending again ("Retryable Response Codes").
    private static let transient: Set = [429, 502, 503, 504]

    /// Judges a response.
    ///
    /// - Parameter body: The response's, or its beginning.
    init(_ head: HTTPResponseHead, body: [UInt8], now: Date) {
        let body = try? JSONValue(parsing: body)
        if head.isSuccess {
            self.init(partialSuccess: body?["partialSuccess"])
            return
        }
        // A google.rpc.Status.
        let why = "it answers \(head.status)" + Self.quoted(body?["message"])
        self =
            Self.transient.contains(head.status)
            ? .failed(why, retryAfter: RetryAfter.parse(head.headers["Retry-After"], now: now))
            : .refused(why, rejected: nil)
    }

    /// There was no response.
    init(_ error: any Error) {
        // libcurl names the phase that a request was in, which may only have waited for another on the same connection.
        let isLate = (error as? HTTPTransportError)?.code == .timeout
        self = .failed(isLate ? "it does not answer in time" : "\(error)", retryAfter: nil)
    }

    /// `ExportMetricsPartialSuccess` or `ExportLogsPartialSuccess`.
    private init(partialSuccess: JSONValue?) {
        let number = partialSuccess?["rejectedDataPoints"] ?? partialSuccess?["rejectedLogRecords"]
        let rejected = number?.integer.map(Int.init) ?? number?.string.flatMap { Int($0) } ?? 0
        let why = "it takes all but \(rejected)" + Self.quoted(partialSuccess?["errorMessage"])
        self = rejected > 0 ? .refused(why, rejected: rejected) : .accepted
    }

    /// The beginning of what a receiver says.
    private static func quoted(_ text: JSONValue?) -> String {
        guard let text = text?.string, !text.isEmpty else { return "" }
        return ": \(DiagnosticText.oneLine(String(text.prefix(200))))"
    }
}
