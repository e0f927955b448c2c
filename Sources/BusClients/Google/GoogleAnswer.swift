import Documents
import FoundationEssentials
import HTTPTransport

/// Reads what token endpoints and Google's services answer.
enum GoogleAnswer {
    /// The token of a successful answer (RFC 6749, section 5.1).
    ///
    /// - Parameters:
    ///   - target: Who answered, as messages name it.
    ///   - now: The wall time, which the token's end is counted from.
    /// - Throws: `GoogleFailure`.
    static func token(
        _ response: HTTPResponse, of target: String, at now: Date
    ) throws(GoogleFailure) -> (token: AccessToken, expiration: Date?) {
        let value = try? JSONValue(parsing: response.body)
        guard let token = value?["access_token"]?.string, !token.isEmpty else { throw without(target) }
        // Some services write the number as a text.
        let seconds = value?["expires_in"]?.integer ?? value?["expires_in"]?.string.flatMap { Int64($0) }
        return (AccessToken(token), seconds.map { now.addingTimeInterval(TimeInterval($0)) })
    }

    /// A success that has no token.
    static func without(_ target: String) -> GoogleFailure {
        GoogleFailure(.failed, "\(target) answers without a token", action: "see what answers at that address")
    }

    /// The failure that an answer tells of: OAuth's (RFC 6749, section 5.2) or that of Google's services.
    ///
    /// - Parameters:
    ///   - secrets: What was sent and must not come back in a message.
    ///   - action: What to do where it is the credentials' fault.
    static func failure(
        _ response: HTTPResponse, of target: String, hiding secrets: [String] = [], action: String
    ) -> GoogleFailure {
        let body = try? JSONValue(parsing: response.body)
        let name = body?["error"]?.string ?? body?[path: "error", "status"]?.string ?? ""
        let told = body?["error_description"]?.string ?? body?[path: "error", "message"]?.string ?? ""
        let redactor = SecretRedactor(secrets + secrets.map(OAuthForm.encode))
        func shown(_ text: String, _ limit: Int) -> String { redactor.redact(text).prefix(limit).printable }
        let what = name.isEmpty ? "status \(response.status)" : shown(name, 100)
        let message = "\(target) answers \(what)" + (told.isEmpty ? "" : ": \(shown(told, 300))")
        return switch (response.status, name) {
        case (429, _): GoogleFailure(.throttled, message, action: "wait: it is asked too often")
        case (500..., _): GoogleFailure(.failed, message, action: "wait: it failed by itself")
        case (_, "invalid_grant") where told.lowercased().contains("expired"):
            GoogleFailure(.credentialsExpired, message, action: action)
        case (403, _): GoogleFailure(.denied, message, action: action)
        case (404, _): GoogleFailure(.absent, message, action: action)
        default: GoogleFailure(.credentialsRefused, message, action: action)
        }
    }
}
