/// The integers of protobuf JSON: `5`, `5.0`, `1e2`, also as text.
enum ProtobufInteger {
    /// Why a text is no 32-bit integer.
    enum Problem: Error, Hashable {
        /// Not a number at all.
        case notANumber
        /// A number with a fraction.
        case fraction
        /// Below -2^31 or above 2^31-1.
        case outOfRange
    }

    /// The value of a JSON number literal.
    static func value(of literal: String) throws(Problem) -> Int64 {
        let bytes = Array(literal.utf8)
        let isNegative = bytes.first == UInt8(ascii: "-")
        let exponentStart =
            bytes.firstIndex { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") } ?? bytes.endIndex
        let mantissa = bytes[(isNegative ? 1 : 0)..<max(isNegative ? 1 : 0, exponentStart)]
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
        var digits = Array(mantissa[..<point]) + mantissa[point...].dropFirst()
        guard !digits.isEmpty, point > mantissa.startIndex,
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .notANumber }
        var scale = point - mantissa.startIndex
        if exponentStart < bytes.endIndex {
            let text = String(decoding: bytes[(exponentStart + 1)...], as: UTF8.self)
            guard let exponent = parsedExponent(text) else { throw .notANumber }
            scale += exponent
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let leadingZeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leadingZeros)
        scale -= leadingZeros
        if digits.isEmpty { return 0 }
        guard digits.count <= scale else { throw .fraction }
        guard scale <= 10 else { throw .outOfRange }
        var value: Int64 = 0
        for index in 0..<scale { value = value * 10 + (index < digits.count ? Int64(digits[index]) - 48 : 0) }
        if isNegative { value = -value }
        guard Int32(exactly: value) != nil else { throw .outOfRange }
        return value
    }

    /// Bounded: what lies beyond is out of range or a fraction anyway.
    private static func parsedExponent(_ text: String) -> Int? {
        var digits = Substring(text)
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        let value = digits.utf8.count > 9 ? 100_000_000 : Int(digits) ?? 0
        return isNegative ? -value : value
    }
}
