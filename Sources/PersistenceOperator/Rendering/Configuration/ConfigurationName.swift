/// A ConfigMap or Secret of the writers' namespace: one whose changes roll the writers that refer to it
/// (`--roll-on-change`).
public struct ConfigurationName: Hashable, Sendable, Comparable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Readable configuration.
        case configMap = "ConfigMap"
        /// Configuration that not everybody may read.
        case secret = "Secret"
    }

    /// What it is.
    public var kind: Kind
    /// Its name.
    public var name: String

    /// Makes a name.
    public init(kind: Kind, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `ConfigMap/NAME` or `Secret/NAME`, in any case of the kind as kubectl has it; `nil` where it is neither.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty,
            let kind = Kind.allCases.first(where: { $0.rawValue.lowercased() == parts[0].lowercased() })
        else { return nil }
        self.init(kind: kind, name: String(parts[1]))
    }

    /// By kind, then name.
    public static func < (left: ConfigurationName, right: ConfigurationName) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }
}

extension ConfigurationName: CustomStringConvertible {
    /// `ConfigMap/online-writer`.
    public var description: String { "\(kind.rawValue)/\(name)" }
}
