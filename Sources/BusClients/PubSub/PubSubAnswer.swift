import Documents
import HTTPTransport

/// What came back for one topic or subscription.
enum PubSubAnswer: Sendable {
    /// The resource as the service describes it.
    case found(JSONValue)
    /// An HTTP status that is no success, and the service's own message.
    case refused(status: Int, message: String)
    /// A success that is not JSON.
    case unreadable
    /// No answer.
    case failed(HTTPTransportError)

    /// Reads a response. Errors look like `{"error":{"code":404,"message":"…","status":"NOT_FOUND"}}`.
    init(_ response: HTTPResponse) {
        let body = try? JSONValue(parsing: response.body)
        if response.head.isSuccess {
            self = body.map { .found($0) } ?? .unreadable
        } else {
            let message = body?[path: "error", "message"]?.string ?? ""
            self = .refused(status: response.status, message: message.prefix(300).printable)
        }
    }

    /// Whether the service does not accept the token.
    var isUnauthenticated: Bool {
        if case .refused(401, _) = self { true } else { false }
    }

    /// Whether the same request may get another answer soon.
    var mayPass: Bool {
        switch self {
        case .found, .unreadable: false
        case .refused(let status, _): status == 429 || status >= 500
        case .failed(let error): error.code == .reset || error.code == .connect
        }
    }
}
