import Documents

extension RenderedWriter {
    /// A hash of the writer's objects: equal for equal content, in every run and on every machine.
    ///
    /// 16 hexadecimal digits of FNV-1a (64 bits) over the objects' JSON text. It tells revisions apart; it is no
    /// protection against somebody who looks for a collision.
    public var revision: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for object in objects {
            for byte in object.body.serialized() {
                hash ^= UInt64(byte)
                hash &*= 0x100_0000_01b3
            }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
