/// Hosts, ports and URLs.
enum NetworkNames {
    /// `host`, `host:port`, or an http(s) URL without user, query and fragment.
    static func hostOrURLProblem(_ text: String) -> FormatProblem? {
        var rest = text[...]
        if let scheme = rest.range(of: "://") {
            guard ["http", "https"].contains(rest[..<scheme.lowerBound].lowercased()) else {
                return FormatProblem(
                    code: "host", reason: "has a scheme that is neither http nor https", hidesText: text.contains("@"))
            }
            rest = rest[scheme.upperBound...]
        }
        if let slash = rest.firstIndex(of: "/") {
            let path = rest[slash...]
            guard path.utf8.allSatisfy({ KubernetesNames.isAlphanumeric($0) || "/-._~%".utf8.contains($0) }) else {
                return FormatProblem(
                    code: "host", reason: "has a path with characters that do not belong there",
                    hidesText: text.contains("@"))
            }
            rest = rest[..<slash]
        }
        guard !rest.contains("@") else {
            return FormatProblem(
                code: "host", reason: "holds a user or password", hint: "leave out what stands before '@'",
                hidesText: true)
        }
        let (host, port) = split(rest)
        guard isHost(String(host)) else {
            return FormatProblem(
                code: "host", reason: "has no host name in it that could be looked up",
                hint: "write it as https://api.example.com or api.example.com:443")
        }
        guard port == nil || port.flatMap(Self.port) != nil else {
            return FormatProblem(code: "host", reason: "has a port that is not between 1 and 65535")
        }
        return nil
    }

    /// Comma-separated `host:port`, with blanks around the commas or not.
    static func hostPortListProblem(_ text: String) -> FormatProblem? {
        guard !text.contains(";") else {
            return FormatProblem(
                code: "host-port", reason: "has ';' between the servers", hint: hostPortHint("use ',' instead", text))
        }
        for entry in servers(text) {
            let shown = Quoting.quoted(String(entry))
            let (host, port) = split(entry)
            if entry.isEmpty { return FormatProblem(code: "host-port", reason: "has an empty entry: a ',' too many?") }
            let parts = entry.split(separator: " ")
            guard parts.count < 2 || parts.contains(where: { !isHost(String(split($0).host)) }) else {
                return FormatProblem(
                    code: "host-port", reason: "has a blank between the servers: \(shown)", hint: "use ',' instead")
            }
            guard !entry.contains("://") else {
                return FormatProblem(code: "host-port", reason: "has a scheme: \(shown)", hint: "leave it out")
            }
            guard isHost(String(host)) else {
                return FormatProblem(code: "host-port", reason: "has a host that cannot be looked up: \(shown)")
            }
            guard let port else {
                return FormatProblem(
                    code: "host-port", reason: "has a server without its port: \(shown)",
                    hint: "MSK listens on 9092 (plain), 9094 (TLS), 9096 (SASL/SCRAM) and 9098 (IAM)")
            }
            guard Self.port(port) != nil else {
                return FormatProblem(
                    code: "host-port", reason: "has a port that is not between 1 and 65535: \(shown)")
            }
        }
        return nil
    }

    private static func hostPortHint(_ hint: String, _ text: String) -> String {
        let entries = text.split(separator: ";")
        let bad = entries.filter { entry in
            guard let port = split(trimmed(entry)).port else { return true }
            return Self.port(port) == nil
        }
        guard !bad.isEmpty else { return hint }
        let shown = bad.prefix(3).map { Quoting.quoted(String(trimmed($0))) }.joined(separator: " and ")
        return "\(hint); \(shown) also \(bad.count > 1 ? "need" : "needs") a port between 1 and 65535"
    }

    /// The entries of a list of servers, without blanks around them.
    static func servers(_ text: String) -> [Substring] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    }

    /// A URI: a scheme, `:` and printable characters.
    static func uriProblem(_ text: String) -> FormatProblem? {
        let scheme = text.prefix { $0 != ":" }
        let isValid =
            scheme.count < text.count && scheme.first?.isLetter == true
            && scheme.utf8.allSatisfy { KubernetesNames.isAlphanumeric($0) || "+-.".utf8.contains($0) }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard !isValid else { return nil }
        return FormatProblem(
            code: "uri", reason: "is not a URI", hint: "begin with the scheme, such as postgresql://", hidesText: true)
    }

    /// A host name (RFC 1123, underscores allowed as in container networks), an IPv4 address or `[IPv6]`.
    static func isHost(_ text: String) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let address = text.dropFirst().dropLast()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
            return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
                && label.allSatisfy {
                    KubernetesNames.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                }
        }
    }

    /// A port's number.
    static func port(_ text: Substring) -> Int? {
        guard text.utf8.count <= 5, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(text), (1...65535).contains(port)
        else { return nil }
        return port
    }

    /// `host` and what follows its `:`; an IPv6 address stands in brackets.
    private static func split(_ text: Substring) -> (host: Substring, port: Substring?) {
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            return (text[...end], rest.isEmpty ? nil : rest.hasPrefix(":") ? rest.dropFirst() : rest)
        }
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return text
    }
}

extension Substring {
    /// The first occurrence of a text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
