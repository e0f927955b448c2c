import FoundationEssentials

/// What a request to AWS is signed with. Its descriptions hide all but the access key's ID.
public struct AWSCredentials: Hashable, Sendable {
    /// Names the key: no secret, shown as the principal.
    public let accessKeyID: String
    /// What the signature is made with.
    let secretAccessKey: String
    /// Sent along with the signature of temporary credentials.
    let sessionToken: String?
    /// When they end; `nil`: never.
    public let expiration: Date?

    /// Makes credentials.
    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Date? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

extension AWSCredentials: Perishable {}

extension AWSCredentials: SecretHolder {
    /// The access key's ID.
    public var visibleName: String? { accessKeyID }
}
