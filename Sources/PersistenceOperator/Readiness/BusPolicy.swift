/// What whoever writes a spec may have this process do: which secrets it reads for them, and to which brokers it sends a login.
public struct BusPolicy: Hashable, Sendable {
    /// Names of secrets; `nil`: any.
    public var secrets: [NamePattern]?
    /// Host names of brokers; `nil`: any.
    public var brokers: [NamePattern]?

    /// For specs whose author this process belongs to anyway.
    public static let anything = BusPolicy(secrets: nil, brokers: nil)

    /// Makes a policy.
    public init(secrets: [NamePattern]?, brokers: [NamePattern]?) {
        self.secrets = secrets
        self.brokers = brokers
    }

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - secrets: Of `--allow-secret`; empty: the default.
    ///   - brokers: Of `--allow-broker`; empty: the default.
    ///   - isShared: Whether others than those who run this process write specs: then nothing is allowed by default, else
    ///     anything.
    public init(secrets: [String], brokers: [String], isShared: Bool) {
        func patterns(_ texts: [String]) -> [NamePattern]? {
            texts.isEmpty && !isShared ? nil : texts.map(NamePattern.init)
        }
        self.init(secrets: patterns(secrets), brokers: patterns(brokers))
    }

    /// Whether a secret may be read.
    func allows(secret: String) -> Bool { secrets?.contains { $0.matches(secret) } ?? true }

    /// Whether a login may be sent to `host:port`. Case does not matter, and neither does the port.
    func allows(server: String) -> Bool {
        guard let brokers else { return true }
        let text = server.lowercased()
        let host = String(text[..<(text.lastIndex(of: ":") ?? text.endIndex)])
        // librdkafka has its own idea of anything else: it cuts a name at the first slash.
        return host.utf8.allSatisfy(Self.isHostByte) && brokers.contains { $0.lowercased.matches(host) }
    }

    /// Of names, and of addresses as they are written with a port.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "-._[]:".utf8.contains(byte)
    }
}

/// A name in which each `*` stands for any text, also none.
public struct NamePattern: Hashable, Sendable {
    private let parts: [String]

    /// Reads a pattern.
    public init(_ text: String) {
        parts = text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    }

    /// The pattern of names in lower case.
    var lowercased: NamePattern { NamePattern(parts.joined(separator: "*").lowercased()) }

    /// Whether a whole name fits.
    public func matches(_ name: String) -> Bool {
        guard parts.count > 1 else { return name == parts[0] }
        let bytes = Array(name.utf8)
        let (first, last) = (Array(parts[0].utf8), Array(parts[parts.count - 1].utf8))
        guard bytes.count >= first.count + last.count, bytes.starts(with: first),
            bytes.suffix(last.count).elementsEqual(last)
        else { return false }
        // What is between the ends is taken from the left: the earliest place leaves the most for the others.
        var rest = bytes[first.count..<(bytes.count - last.count)]
        for part in parts[1..<(parts.count - 1)].map({ Array($0.utf8) }) where !part.isEmpty {
            guard let start = rest.indices.first(where: { rest[$0...].starts(with: part) }) else { return false }
            rest = rest[(start + part.count)...]
        }
        return true
    }
}
