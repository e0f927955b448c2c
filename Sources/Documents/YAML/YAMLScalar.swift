/// What a plain YAML scalar means: the core schema of YAML 1.2 (section 10.3.2), which is JSON's own set of values.
///
/// `yes`, `no`, `on` and `off` are strings, as in YAML 1.2 and unlike YAML 1.1.
enum YAMLScalar {
    /// The value of a plain scalar without a tag.
    static func content(ofPlain text: String, at position: SourcePosition) throws(DocumentError) -> DocumentNode.Content
    {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, mayBeginNumber(first) else { return .string(text) }
        return try number(text, at: position).map { .number($0) } ?? .string(text)
    }

    /// Whether YAML 1.1 or 1.2 could read a plain scalar of this text as something other than a string.
    static func looksLikeOtherType(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        if ambiguousWords.contains(text.lowercased()) { return true }
        guard mayBeginNumber(first) else { return false }
        // Numbers, sexagesimals and dates of YAML 1.1; `512Mi` and `registry.example.com` hold other letters.
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                UInt8(ascii: "A")...UInt8(ascii: "F"):
                true
            default: "xXoO_+-.:tTzZ inIN".utf8.contains(byte)
            }
        }
    }

    private static let ambiguousWords: Set<String> = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<",
    ]

    private static func mayBeginNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
        default: false
        }
    }

    /// The number as a JSON literal; `nil` where the text is no number of the core schema.
    private static func number(_ text: String, at position: SourcePosition) throws(DocumentError) -> String? {
        var digits = Substring(text)
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            if first == "-" { sign = "-" }
            digits = digits.dropFirst()
        }
        switch digits {
        case ".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN":
            throw DocumentError(
                .invalidNumber, at: position, "not a finite number", hint: "put text in quotes")
        default: break
        }
        if sign.isEmpty, digits.startIndex == text.startIndex {
            if digits.hasPrefix("0x") { return integer(digits.dropFirst(2), radix: 16) }
            if digits.hasPrefix("0o") { return integer(digits.dropFirst(2), radix: 8) }
        }
        guard isDecimal(digits.utf8) else { return nil }
        if digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0"),
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        {
            throw DocumentError(
                .invalidNumber, at: position,
                "a number with leading zeros is decimal to some readers of YAML and octal to others",
                hint: "put text in quotes, or drop the leading zeros")
        }
        return sign + jsonLiteral(String(digits))
    }

    private static func integer(_ digits: Substring, radix: Int) -> String? {
        guard !digits.isEmpty, digits.first != "-", digits.first != "+" else { return nil }
        return UInt64(digits, radix: radix).map { String($0) }
    }

    /// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, with an exponent or without.
    private static func isDecimal(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = rest.prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            let exponent = rest.prefix(while: isDigit)
            guard !exponent.isEmpty else { return false }
            rest = rest.dropFirst(exponent.count)
        }
        return rest.isEmpty
    }

    /// Fills in the digits that JSON wants around a point.
    private static func jsonLiteral(_ text: String) -> String {
        let exponentStart = text.firstIndex { $0 == "e" || $0 == "E" } ?? text.endIndex
        let exponent = text[exponentStart...]
        var mantissa = String(text[..<exponentStart])
        if mantissa.hasPrefix(".") { mantissa = "0" + mantissa }
        if mantissa.hasSuffix(".") { mantissa += "0" }
        while mantissa.hasPrefix("0"), let second = mantissa.dropFirst().first, second != "." {
            mantissa.removeFirst()
        }
        return mantissa + exponent
    }
}
