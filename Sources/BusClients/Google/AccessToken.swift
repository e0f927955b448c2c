/// An OAuth access token. Its descriptions hide it.
public struct AccessToken: Hashable, Sendable {
    /// What goes into the `Authorization` header and nowhere else.
    let value: String

    /// Makes a token.
    public init(_ value: String) {
        self.value = value
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of the token.
    public var description: String { "<hidden>" }
    /// Nothing of the token.
    public var debugDescription: String { description }
    /// Nothing of the token.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
