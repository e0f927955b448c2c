import CZlib

/// Bytes that are kept for long and looked at now and then: deflated (zlib, its fastest level). The same bytes pack to the same
/// bytes.
struct PackedBytes: Hashable, Sendable {
    /// As they are kept.
    let packed: [UInt8]
    private let count: Int

    /// Packs bytes. Where zlib has no memory for it they are kept as they are.
    init(_ bytes: [UInt8]) {
        var length = compressBound(uLong(bytes.count))
        let buffer = [UInt8](unsafeUninitializedCapacity: Int(length)) { space, used in
            let status = compress2(space.baseAddress, &length, bytes, uLong(bytes.count), Z_BEST_SPEED)
            used = status == Z_OK ? Int(length) : 0
        }
        // A copy of the bytes: the buffer has room for the worst case, and an array made of all of its slice would be the buffer.
        packed = buffer.isEmpty ? bytes : buffer.withUnsafeBufferPointer { Array($0) }
        count = buffer.isEmpty ? -1 : bytes.count
    }

    /// The bytes again; `nil` where there is no memory for them.
    var unpacked: [UInt8]? {
        guard count >= 0 else { return packed }
        var length = uLongf(count)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { space, used in
            let status = uncompress(space.baseAddress, &length, packed, uLong(packed.count))
            used = status == Z_OK ? Int(length) : 0
        }
        return bytes.count == count ? bytes : nil
    }
}
