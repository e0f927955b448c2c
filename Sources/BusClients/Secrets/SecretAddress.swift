/// Where a secret may be sent: anywhere over TLS, in the clear only where it does not leave the node.
enum SecretAddress {
    /// Whether a URL is `https`, or plain HTTP to this machine or to one of the hosts on its node.
    ///
    /// - Parameter hosts: As a URL has them: IPv6 addresses in brackets.
    static func isSafe(_ url: String, onNode hosts: Set<String> = []) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        var host = url.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // What is before it is a user's name, and the host behind it.
        guard !host.contains("@") else { return false }
        if !host.hasSuffix("]"), let port = host.lastIndex(of: ":") { host = host[..<port] }
        return host == "localhost" || host == "[::1]" || isIPv4Loopback(host) || hosts.contains(String(host))
    }

    private static func isIPv4Loopback(_ host: Substring) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
