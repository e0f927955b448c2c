/// A SASL user name and password. Its descriptions hide the password.
public struct KafkaCredentials: Hashable, Sendable {
    /// The user name: no secret, shown as the principal.
    public let username: String
    /// The password: given to librdkafka and to nobody else.
    let password: String

    /// Makes credentials.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

extension KafkaCredentials: SecretHolder {
    /// The user name.
    public var visibleName: String? { username }
}
