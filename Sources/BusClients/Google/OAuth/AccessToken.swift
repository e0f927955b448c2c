/// An OAuth access token. Its descriptions hide it.
public struct AccessToken: Hashable, Sendable {
    /// What goes into the `Authorization` header and nowhere else.
    let value: String

    /// Makes a token.
    public init(_ value: String) {
        self.value = value
    }
}

extension AccessToken: SecretHolder {
    /// Nothing.
    public var visibleName: String? { nil }
}
