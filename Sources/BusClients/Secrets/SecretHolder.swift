/// A value that holds a secret: whatever prints it, `dump` included, shows its name alone.
public protocol SecretHolder: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What may be shown of it, such as a user's name; `nil`: nothing.
    var visibleName: String? { get }
}

extension SecretHolder {
    /// The visible name alone.
    public var description: String { (visibleName.map { "\($0):" } ?? "") + "<hidden>" }
    /// The visible name alone.
    public var debugDescription: String { description }
    /// The visible name alone.
    public var customMirror: Mirror { Mirror(self, children: visibleName.map { ["name": $0] } ?? [:]) }
}
