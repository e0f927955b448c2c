import BusClients
import Documents
import FoundationEssentials
import HTTPTransport
import KubeClient

/// Sends OTLP requests over HTTP, as JSON.
struct ExportSender: Sendable {
    private let endpoint: String
    private let headers: HTTPHeaders
    private let transport: Transport
    private let redactor: SecretRedactor

    /// Makes a sender; nothing is sent yet.
    init(_ settings: ExportSettings) {
        endpoint = settings.endpoint
        var headers = settings.headers
        headers["Content-Type"] = "application/json"
        self.headers = headers
        transport = Transport(HTTPClientConfiguration(tls: TLSConfiguration(trustRoots: settings.trustRoots)))
        // A receiver may quote what it was sent: the field, or the token in it.
        redactor = SecretRedactor(
            settings.headers.fields.flatMap { [$0.value] + $0.value.split(separator: " ").map(String.init) })
    }

    /// Sends a request once.
    ///
    /// - Returns: How it ended, without secrets; `nil`: the task was cancelled.
    func send(_ request: JSONValue, _ signal: ExportSignal, within limit: Duration) async -> ExportOutcome? {
        let message = HTTPRequest(
            .post, endpoint + signal.path, headers: headers, body: request.serialized(), timeout: limit)
        do {
            let (head, receiver) = try await transport.send(message, as: nil, to: ExportResponse())
            return redacted(ExportOutcome(head, body: receiver.body, now: Date()))
        } catch let error as HTTPTransportError where error.code == .cancelled {
            return nil
        } catch {
            return redacted(ExportOutcome(error))
        }
    }

    /// Closes the connection.
    func shutdown() { transport.shutdown() }

    private func redacted(_ outcome: ExportOutcome) -> ExportOutcome {
        switch outcome {
        case .accepted: outcome
        case .refused(let why, let rejected): .refused(redactor.redact(why), rejected: rejected)
        case .failed(let why, let retryAfter): .failed(redactor.redact(why), retryAfter: retryAfter)
        }
    }
}

/// Keeps the beginning of a response: what receivers say is short, and of an error page of somebody on the way nothing is needed.
private struct ExportResponse: HTTPResponseReceiver {
    private static let limit = 16 << 10
    private(set) var body: [UInt8] = []

    mutating func receive(head: HTTPResponseHead) {}

    mutating func receive(body bytes: UnsafeRawBufferPointer) {
        body.append(contentsOf: bytes.prefix(max(0, Self.limit - body.count)))
    }
}
