/// The grammar of container image references (github.com/distribution/reference).
enum ImageReference {
    static func problem(_ text: String) -> FormatProblem? {
        guard let reason = reason(text) else { return nil }
        return FormatProblem(
            code: "image", reason: "is not an image reference: \(reason)",
            hint: "write it as registry.example.com/path/name:tag")
    }

    /// What is wrong; `nil`: nothing.
    private static func reason(_ text: String) -> String? {
        var name = text[...]
        if let at = name.firstIndex(of: "@") {
            guard isDigest(name[name.index(after: at)...]) else { return "the digest after '@' is not algorithm:hex" }
            name = name[..<at]
        }
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
            guard isTag(name[name.index(after: colon)...]) else { return "the tag is not up to 128 of [A-Za-z0-9_.-]" }
            name = name[..<colon]
        }
        var parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1, let first = parts.first,
            first.contains(".") || first.contains(":") || first == "localhost" || first.contains(where: \.isUppercase)
        {
            let host = first.split(separator: ":", omittingEmptySubsequences: false)
            guard host.count <= 2, NetworkNames.isHost(String(host[0])),
                host.count == 1 || NetworkNames.port(host[1]) != nil
            else { return "'\(first.prefix(60))' is not a registry's host" }
            parts.removeFirst()
        }
        guard !parts.isEmpty, name.utf8.count <= 255 else { return "the name has no or more than 255 characters" }
        guard parts.allSatisfy({ isPathComponent($0.utf8) }) else {
            return
                "the path holds other characters than lower-case letters, digits and single '.', '_', '-' between them"
        }
        return nil
    }

    private static func isTag(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, first != UInt8(ascii: "."),
            first != UInt8(ascii: "-")
        else { return false }
        return text.utf8.allSatisfy { KubernetesNames.isAlphanumeric($0) || "_.-".utf8.contains($0) }
    }

    private static func isDigest(_ text: Substring) -> Bool {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].utf8.count >= 32 else { return false }
        guard parts[0] != "sha256" || parts[1].utf8.count == 64 else { return false }
        return parts[0].utf8.allSatisfy { KubernetesNames.isAlphanumeric($0) || "+._-".utf8.contains($0) }
            && parts[1].allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    /// Lower-case letters and digits, with `.`, `_`, `__` or hyphens between them.
    private static func isPathComponent(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last, KubernetesNames.isLowerAlphanumeric(first),
            KubernetesNames.isLowerAlphanumeric(last)
        else { return false }
        var separator = ""
        for byte in text {
            if KubernetesNames.isLowerAlphanumeric(byte) {
                guard ["", ".", "_", "__"].contains(separator) || separator.allSatisfy({ $0 == "-" }) else {
                    return false
                }
                separator = ""
            } else {
                guard "._-".utf8.contains(byte) else { return false }
                separator.append(Character(Unicode.Scalar(byte)))
            }
        }
        return true
    }
}
