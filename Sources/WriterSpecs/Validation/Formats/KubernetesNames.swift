/// Kubernetes' rules for names and labels (k8s.io/apimachinery/pkg/util/validation).
enum KubernetesNames {
    /// RFC 1123 label: up to 63 lower-case letters, digits and hyphens, a letter or digit at both ends.
    static func dnsLabelProblem(_ text: String) -> FormatProblem? {
        guard !isDNSLabel(text.utf8[...]) else { return nil }
        let suggestion = dnsLabel(like: text)
        return FormatProblem(
            code: "dns-name",
            reason: "is not a name: up to 63 lower-case letters, digits and '-', a letter or digit at both ends",
            hint: suggestion.map { "did you mean '\($0)'?" })
    }

    /// RFC 1123 subdomain: labels joined by points, up to 253 characters.
    static func dnsSubdomainProblem(_ text: String) -> FormatProblem? {
        guard !isDNSSubdomain(text) else { return nil }
        return FormatProblem(
            code: "dns-name",
            reason: "is not a name: up to 253 lower-case letters, digits, '-' and '.', a letter or digit at both ends",
            hint: dnsLabel(like: text).map { "did you mean '\($0)'?" })
    }

    /// A label's value: up to 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends.
    static func labelValueProblem(_ text: String) -> FormatProblem? {
        guard !text.isEmpty, !isQualifiedName(text.utf8[...]) else { return nil }
        return FormatProblem(
            code: "label",
            reason:
                "cannot be a label's value: up to 63 letters, digits, '-', '_' and '.', a letter or digit at both ends"
        )
    }

    /// A label's key: a name as a value's, with a subdomain and `/` before it or not.
    static func labelKeyProblem(_ text: String) -> FormatProblem? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isValid =
            switch parts.count {
            case 1: isQualifiedName(parts[0].utf8)
            case 2: isDNSSubdomain(String(parts[0])) && isQualifiedName(parts[1].utf8)
            default: false
            }
        guard !isValid else { return nil }
        return FormatProblem(
            code: "label", reason: "cannot be a label's key: a name such as kubernetes.io/arch")
    }

    static func isDNSSubdomain(_ text: String) -> Bool {
        guard text.utf8.count <= 253 else { return false }
        // Each label may be longer than 63 in Kubernetes' own rule; only the whole is limited.
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            isDNSLabel($0, limit: 253)
        }
    }

    static func isDNSLabel(_ text: Substring.UTF8View, limit: Int = 63) -> Bool {
        guard let first = text.first, let last = text.last, text.count <= limit else { return false }
        return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
            && text.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isQualifiedName(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last, text.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    /// The label that is meant by a text with capitals, underscores, blanks or points.
    private static func dnsLabel(like text: String) -> String? {
        let name = String(text.lowercased().map { "_ .".contains($0) ? "-" : $0 })
        return name != text && isDNSLabel(name.utf8[...]) ? name : nil
    }

    static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}

/// Names of environment variables.
enum EnvironmentNames {
    /// `[-._a-zA-Z][-._a-zA-Z0-9]*`: what every supported Kubernetes accepts; the looser rule came with 1.30.
    static func problem(_ text: String) -> FormatProblem? {
        let isAllowed: (UInt8) -> Bool = { KubernetesNames.isAlphanumeric($0) || "-._".utf8.contains($0) }
        if let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            text.utf8.count <= 255, text.utf8.allSatisfy(isAllowed), text != ".", !text.hasPrefix("..")
        {
            return nil
        }
        var meant = String(text.map { $0 == " " ? "_" : $0 })
        if let first = meant.first, first.isNumber { meant = "_" + meant }
        let hint =
            meant != text && meant.utf8.allSatisfy(isAllowed) && meant.utf8.count <= 255
            ? "did you mean '\(meant)'?" : nil
        return FormatProblem(
            code: "env-name",
            reason: "is not the name of a variable: letters, digits, '_', '-' and '.', no digit first", hint: hint)
    }
}
