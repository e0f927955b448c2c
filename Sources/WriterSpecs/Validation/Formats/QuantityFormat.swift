import Documents

/// Kubernetes quantities and what people write instead.
enum QuantityFormat {
    static func problem(_ text: String) -> FormatProblem? {
        if let quantity = Quantity(text) {
            guard quantity.isNegative else { return nil }
            return FormatProblem(code: "quantity", reason: "is below zero")
        }
        let meant = suggestions(for: text)
        return FormatProblem(
            code: "quantity", reason: "is not a quantity",
            hint: Suggestions.question(meant) ?? "write a number with a suffix such as m, k, M, G, Ki, Mi, Gi or none")
    }

    /// `512Mb` → `512M`, `512Mi`; `1 Gi`, `1gi`, `1,5Gi`, `1 core` alike.
    static func suggestions(for text: String) -> [String] {
        let compact = String(text.filter { $0 != " " && $0 != "_" }.map { $0 == "," ? "." : $0 })
        let number = compact.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
        let unit = compact.dropFirst(number.count).lowercased()
        let suffixes: [String] =
            switch unit {
            case "": [""]
            case "b", "byte", "bytes", "core", "cores", "cpu", "cpus": [""]
            case "k", "kb": ["k", "Ki"]
            case "mb": ["M", "Mi"]
            case "g", "gb": ["G", "Gi"]
            case "t", "tb": ["T", "Ti"]
            case "p", "pb": ["P", "Pi"]
            case "ki", "kib": ["Ki"]
            case "mi", "mib": ["Mi"]
            case "gi", "gib": ["Gi"]
            case "ti", "tib": ["Ti"]
            case "pi", "pib": ["Pi"]
            case "m", "mcpu", "millicores", "millicore": ["m"]
            default: []
            }
        return suffixes.map { number + $0 }.filter { $0 != text && Quantity($0)?.isNegative == false }
    }
}
