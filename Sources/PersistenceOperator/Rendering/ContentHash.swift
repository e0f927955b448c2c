/// A short name for some bytes: equal for equal bytes, in every run and on every machine.
///
/// 16 hexadecimal digits of FNV-1a (64 bits). It tells revisions apart; it is no protection against somebody who looks for a
/// collision.
struct ContentHash {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes more bytes.
    mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            state ^= UInt64(byte)
            state &*= 0x100_0000_01b3
        }
    }

    /// The hash of all bytes so far.
    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
