import Testing

@testable import PersistenceOperator

@Suite("Wall time")
struct WallTimeTests {
    @Test("is shown in UTC to the millisecond")
    func text() {
        #expect(WallTime(seconds: 1_795_215_600, nanoseconds: 7_999_999).text == "2026-11-20T23:00:00.007Z")
        #expect(WallTime.now.text.hasPrefix("20"))
    }

    @Test("is counted in nanoseconds, and never from before 1970")
    func nanoseconds() {
        #expect(WallTime(seconds: 1_795_215_600, nanoseconds: 7).nanosecondsSince1970 == 1_795_215_600_000_000_007)
        #expect(WallTime(seconds: -1).nanosecondsSince1970 == 0)
    }
}
