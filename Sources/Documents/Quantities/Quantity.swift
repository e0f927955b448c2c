/// A Kubernetes quantity: an exact number of nanounits.
///
/// Grammar and rounding of `k8s.io/apimachinery/pkg/api/resource`: decimal and binary suffixes, decimal exponents;
/// magnitudes above 2^63-1 are capped and what is finer than nano is rounded away from zero, as the API server does.
/// Two quantities of one value are equal however they are written: `1024Mi` = `1Gi` = `1073741824`.
public struct Quantity: Hashable, Sendable, Comparable {
    /// The value times 10^9.
    public let nanos: Int128

    /// Reads a quantity; `nil` where the text is none.
    public init?(_ text: String) {
        guard let parts = QuantityParts(text), let magnitude = parts.magnitudeInNanos else { return nil }
        nanos = parts.isNegative ? -magnitude : magnitude
    }

    /// Whether the value is below zero.
    public var isNegative: Bool { nanos < 0 }

    /// By value.
    public static func < (left: Quantity, right: Quantity) -> Bool { left.nanos < right.nanos }
}
