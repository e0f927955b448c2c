/// How a request reaches a server whose certificate has another name than the URL's host.
///
/// libcurl takes the name for SNI and for the check from the URL. So the URL gets the certificate's name, and
/// `CURLOPT_CONNECT_TO` leads that name to the real address.
struct ServerRoute {
    let serverName: String

    init(serverName: String) {
        self.serverName = serverName
    }

    /// The URL to give to libcurl, the entry for `CURLOPT_CONNECT_TO`, and the real `Host`; `nil` where the URL needs
    /// none.
    func apply(to url: String) -> (url: String, connectTo: String, host: String)? {
        guard url.hasPrefix("https://") else { return nil }
        let rest = url.dropFirst("https://".count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        let authority = rest[..<end]
        let (host, port) = Self.split(authority)
        let name = serverName.contains(":") ? "[\(serverName)]" : serverName
        return (
            "https://\(name):\(port)\(rest[end...])", "\(name):\(port):\(host):\(port)", String(authority)
        )
    }

    /// The host, with the brackets of an IPv6 address, and the port, 443 if none is given.
    private static func split(_ authority: Substring) -> (host: Substring, port: Substring) {
        let afterBracket = authority.lastIndex(of: "]").map { authority.index(after: $0) } ?? authority.startIndex
        guard let colon = authority[afterBracket...].lastIndex(of: ":") else { return (authority, "443") }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }
}
