import Testing

@testable import PersistenceOperator

@Suite("giving memory back")
struct MemoryReliefTests {
    @Test("drops pages of files that were never written to, and no others")
    func ranges() {
        let maps = """
            1000-2000 r-xp 00000000 fd:01 12 /usr/bin/operator
            Rss:                   4 kB
            Anonymous:             0 kB
            2000-3000 r--p 00000000 fd:01 12 /usr/bin/operator
            Anonymous:             4 kB
            3000-4000 rw-p 00000000 fd:01 12 /usr/bin/operator
            Anonymous:             0 kB
            4000-5000 r--p 00000000 00:00 0
            Anonymous:             0 kB
            5000-6000 r--p 00000000 fd:01 13 /lib/libc.so.6
            Anonymous:             0 kB
            7000-8000 r--p 00000000 00:00 0 [vvar]
            Anonymous:             0 kB
            """
        #expect(MemoryRelief.unchangedRanges(inMaps: maps) == [0x1000..<0x2000, 0x5000..<0x6000])
    }

    @Test("changes nothing that the program can see")
    func harmless() {
        let text = "a constant of the program"
        MemoryRelief.release()
        #expect(text == "a constant" + " of the program")
    }
}
