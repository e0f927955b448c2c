/// The version of a Kubernetes API server, as far as it decides what can be rendered.
public struct KubernetesVersion: Hashable, Sendable, Comparable {
    /// The major version.
    public var major: Int
    /// The minor version.
    public var minor: Int

    /// Makes a version.
    public init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.29`, `v1.29.3` or `1.29+` (as managed servers say it); `nil` where the text is no version.
    public init?(_ text: String) {
        let parts = (text.hasPrefix("v") ? text.dropFirst() : text[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]),
            parts.count > 2 || parts[1].allSatisfy({ $0.isNumber || $0 == "+" })
        else { return nil }
        self.init(major: major, minor: minor)
    }

    private static func number(_ text: Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : Int(digits)
    }

    /// By major version, then by minor.
    public static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension KubernetesVersion: CustomStringConvertible {
    /// `1.29`.
    public var description: String { "\(major).\(minor)" }
}
