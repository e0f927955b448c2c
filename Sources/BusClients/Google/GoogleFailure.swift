/// A service of Google Cloud, or where its credentials come from, did not give what was asked for. Never holds a secret.
struct GoogleFailure: Error, Hashable, Sendable {
    /// What kind.
    let code: CloudFailureCode
    /// What happened, with the file or the service.
    let message: String
    /// What to do about it.
    let action: String

    init(_ code: CloudFailureCode, _ message: String, action: String) {
        self.code = code
        self.message = message
        self.action = action
    }

    /// The reason of what cannot be looked at, where this is about the credentials.
    var credentialReason: ReadinessReason {
        switch code {
        case .credentialsMissing: .credentialsMissing
        case .credentialsInvalid, .credentialsRefused, .denied, .absent: .credentialsInvalid
        case .credentialsExpired: .credentialsExpired
        case .throttled: .rateLimited
        case .unreachable: .serviceUnreachable
        case .failed: .serverError
        }
    }
}
