/// The parts of a quantity as written.
struct QuantityParts {
    /// Whether there is a minus.
    let isNegative: Bool
    /// The digits without the point.
    private var digits: [UInt8]
    /// How many of the digits stand before the point; may lie outside of them.
    private var point: Int
    /// The power of two of a binary suffix.
    private let binaryExponent: Int

    /// The decimal suffixes and their powers of ten.
    static let decimalSuffixes: [String: Int] = [
        "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
    ]
    /// The binary suffixes and their powers of two.
    static let binarySuffixes: [String: Int] = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

    init?(_ text: String) {
        var rest = Substring(text).utf8
        isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let isDigit: (UInt8) -> Bool = { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        digits = rest.prefix(while: isDigit).map { $0 - UInt8(ascii: "0") }
        point = digits.count
        rest = rest.dropFirst(digits.count)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = rest.prefix(while: isDigit)
            digits += fraction.map { $0 - UInt8(ascii: "0") }
            rest = rest.dropFirst(fraction.count)
        }
        guard !digits.isEmpty, let suffix = String(rest) else { return nil }
        if let power = Self.binarySuffixes[suffix] {
            binaryExponent = power
        } else if let power = Self.decimalSuffixes[suffix] {
            binaryExponent = 0
            point += power
        } else if let power = Self.exponent(of: suffix) {
            binaryExponent = 0
            point += power
        } else {
            return nil
        }
    }

    /// The power of `e3`, `E-2`; bounded, since what lies beyond is capped or rounded anyway.
    private static func exponent(of suffix: String) -> Int? {
        guard suffix.first == "e" || suffix.first == "E" else { return nil }
        let number = suffix.dropFirst()
        guard let power = Int32(number) else { return nil }
        return min(max(Int(power), -1_000_000), 1_000_000)
    }

    /// The value without its sign, times 10^9; capped at 2^63-1 units, rounded up.
    var magnitudeInNanos: Int128? {
        let cap = Int128(Int64.max) * 1_000_000_000
        guard let first = digits.firstIndex(where: { $0 != 0 }) else { return 0 }
        // More than 19 digits before the point are above 2^63.
        guard point - first <= 19 else { return cap }
        var whole: UInt128 = 0
        for index in first..<max(first, point) {
            whole = whole * 10 + UInt128(index < digits.count ? digits[index] : 0)
        }
        // 18 digits behind the point, and whether anything but zeros follows them.
        var fraction: UInt128 = 0
        for offset in 0..<18 {
            let index = point + offset
            fraction = fraction * 10 + UInt128(digits.indices.contains(index) ? digits[index] : 0)
        }
        let restStart = max(point + 18, 0)
        let hasRest = restStart < digits.count && digits[restStart...].contains { $0 != 0 }
        let factor = UInt128(1) << UInt128(binaryExponent)
        guard whole * factor <= UInt128(Int64.max) else { return cap }
        let scaled = fraction * factor
        let (nanos, remainder) = scaled.quotientAndRemainder(dividingBy: 1_000_000_000)
        let rounded = nanos + (remainder > 0 || hasRest ? 1 : 0)
        return min(Int128(whole * factor * 1_000_000_000 + rounded), cap)
    }
}
