/// The number grammar of RFC 8259, section 6, and its conversion.
public enum JSONNumber {
    /// Whether the bytes are a JSON number: an optional minus, an integer without leading zeros, an optional fraction, an
    /// optional exponent.
    public static func isValid(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        func takeDigits() -> Int {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let integerDigits = takeDigits()
        guard integerDigits > 0, !(startsWithZero && integerDigits > 1) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits() > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// The value of a number as written: an integer where it is written as one and fits 64 bits, else a finite double;
    /// `nil` where it is too large even for that (`1e400`).
    public static func value(of literal: String) -> JSONValue? {
        if let integer = Int64(literal) { return .integer(integer) }
        guard let number = Double(literal), number.isFinite else { return nil }
        return .number(number)
    }
}
