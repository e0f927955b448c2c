import Glibc

/// Where a server listens: `:8080` (all addresses), `127.0.0.1:8080`, `[::1]:8080`. Port 0: any free one.
public struct ListenAddress: Hashable, Sendable, LosslessStringConvertible {
    /// The address in numbers; empty: all.
    public let host: String
    /// The port.
    public let port: UInt16

    /// Reads a text; `nil` where it is no address.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            var address = in6_addr()
            guard inet_pton(AF_INET6, String(host), &address) == 1 else { return nil }
        } else if !host.isEmpty {
            var address = in_addr()
            guard inet_pton(AF_INET, String(host), &address) == 1 else { return nil }
        }
        self.host = String(host)
        self.port = port
    }

    /// As it is read.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Calls the body with the address for the system, and whether it is one of IPv6; `nil` stands for all addresses, of
    /// which those of IPv6 come first and mean those of IPv4 too.
    func withSystemAddress<Result>(preferringIPv6: Bool, _ body: (UnsafePointer<sockaddr>, Bool) -> Result) -> Result {
        if host.isEmpty ? preferringIPv6 : host.contains(":") {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            if !host.isEmpty { inet_pton(AF_INET6, host, &address.sin6_addr) }
            return Self.rebound(&address) { body($0, true) }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        if !host.isEmpty { inet_pton(AF_INET, host, &address.sin_addr) }
        return Self.rebound(&address) { body($0, false) }
    }

    private static func rebound<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) { $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}
