import Documents

/// Numbers in texts.
enum NumberFormats {
    /// A decimal from 0 to 1.
    static func ratioProblem(_ text: String) -> FormatProblem? {
        let isDecimal = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        guard isDecimal, let value = Quantity(text) else {
            return FormatProblem(
                code: "ratio", reason: "is not a decimal from 0.0 to 1.0",
                hint: text.hasSuffix("%") ? "write 10% as 0.1" : nil)
        }
        guard value.nanos <= 1_000_000_000 else { return FormatProblem(code: "ratio", reason: "is above 1.0") }
        return nil
    }

    /// A whole number, or a percentage from 0 to 100.
    static func integerOrPercentageProblem(_ text: String) -> FormatProblem? {
        guard IntegerOrPercentage(text) == nil else { return nil }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let number = digits.hasSuffix("%") ? digits.dropLast() : digits
        if !number.isEmpty, number.allSatisfy(\.isNumber) {
            return FormatProblem(
                code: "pdb-range",
                reason: text.hasPrefix("-")
                    ? "is below zero" : text.hasSuffix("%") ? "is above 100%" : "is above 2147483647")
        }
        return FormatProblem(
            code: "pdb-range", reason: "is neither a whole number nor a percentage", hint: "write \"1\" or \"25%\"")
    }
}

/// The bound of a PodDisruptionBudget.
public enum IntegerOrPercentage: Hashable, Sendable {
    /// A number of pods.
    case integer(Int64)
    /// A share of the pods, 0 to 100.
    case percentage(Int64)

    /// Reads `3` or `25%`; `nil` where the text is neither or out of range.
    public init?(_ text: String) {
        let isPercentage = text.hasSuffix("%")
        let digits = isPercentage ? text.dropLast() : text[...]
        guard !digits.isEmpty, digits.utf8.count <= 10,
            digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = Int64(digits), value <= (isPercentage ? 100 : Int64(Int32.max))
        else { return nil }
        self = isPercentage ? .percentage(value) : .integer(value)
    }

    /// The number of pods out of so many; percentages are rounded up, as the disruption controller does.
    public func pods(of total: Int64) -> Int64 {
        switch self {
        case .integer(let value): value
        case .percentage(let share): (total * share + 99) / 100
        }
    }
}
