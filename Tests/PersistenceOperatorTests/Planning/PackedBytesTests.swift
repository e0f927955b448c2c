import Testing

@testable import PersistenceOperator

@Suite("packed bytes")
struct PackedBytesTests {
    @Test("are the same again, and the same for the same", arguments: [0, 1, 100, 100_000])
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 5)) }
        let packed = PackedBytes(bytes)
        #expect(packed.unpacked == bytes)
        #expect(packed == PackedBytes(bytes))
        #expect(packed != PackedBytes(bytes + [1]))
    }

    @Test("keep no room that they do not need", arguments: [100, 100_000])
    func room(count: Int) {
        let packed = PackedBytes([UInt8](repeating: 7, count: count)).packed
        // malloc hands out a few bytes more than it is asked for.
        #expect(packed.capacity < packed.count + 32)
    }
}
