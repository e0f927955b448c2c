/// A service of AWS, or where its credentials come from, did not give what was asked for. Never holds a secret.
public struct AWSFailure: Error, Hashable, Sendable {
    /// What kind.
    public let code: CloudFailureCode
    /// What happened, with what the service said.
    public let message: String

    init(_ code: CloudFailureCode, _ message: String) {
        self.code = code
        self.message = message
    }
}
