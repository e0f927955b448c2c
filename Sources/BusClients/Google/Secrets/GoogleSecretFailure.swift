extension CloudSecrets.Failure {
    /// There is no token.
    init(credentials failure: GoogleFailure, _ name: String) {
        let reason =
            switch failure.code {
            case .throttled, .unreachable, .failed: ReadinessReason.secretStoreUnavailable
            default: failure.credentialReason
            }
        self.init(
            reason: reason, message: "the secret '\(name)' cannot be read: \(failure.message)", action: failure.action)
    }

    /// The store does not give the secret.
    init(_ failure: GoogleFailure, _ name: String) {
        let reason: ReadinessReason
        let action: String
        switch failure.code {
        case .denied:
            (reason, action) = (
                .secretDenied, "grant roles/secretmanager.secretAccessor on '\(name)' to the account of this process"
            )
        case .absent:
            (reason, action) = (
                .secretMissing, "make it, enable a version of it, or correct kafka_sasl_secret or the project"
            )
        case .throttled, .unreachable, .failed:
            (reason, action) = (
                .secretStoreUnavailable, "wait, or see whether the network lets this process ask it"
            )
        case .credentialsMissing, .credentialsInvalid, .credentialsRefused, .credentialsExpired:
            (reason, action) = (.credentialsInvalid, "give this process Google credentials that are good")
        }
        self.init(reason: reason, message: "the secret '\(name)' cannot be read: \(failure.message)", action: action)
    }
}
