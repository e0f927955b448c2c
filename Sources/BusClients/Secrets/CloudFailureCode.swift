/// What kind of failure it was that a cloud, or where its credentials come from, did not give what was asked for.
public enum CloudFailureCode: Hashable, Sendable {
    /// Nobody has credentials for this process.
    case credentialsMissing
    /// There is a source of credentials, and it is set up wrongly.
    case credentialsInvalid
    /// The credentials are refused.
    case credentialsRefused
    /// The credentials have expired.
    case credentialsExpired
    /// They are good, and may not do this.
    case denied
    /// What was asked for does not exist.
    case absent
    /// Asked too often.
    case throttled
    /// No answer: no connection, or not in time.
    case unreachable
    /// The service failed by itself, or its answer is none.
    case failed
}
