import PersistenceOperator
import Testing

@Suite struct TimeLimitTests {
    @Test(
        arguments: [
            ("600", 600), ("600s", 600), ("10m", 600), ("1", 1), ("1440m", 86_400), ("24h", 86_400), ("1d", 86_400),
        ] as [(String, Int64)])
    func everyUnitIsRead(text: String, seconds: Int64) throws {
        let limit = try #require(TimeLimit(text))
        #expect(limit.duration == .seconds(seconds))
        #expect(TimeLimit(limit.description) == limit)
    }

    @Test(arguments: [
        "", "s", "m", "0", "0s", "-1", "+1", "1w", "25h", "2d", "h", "1.5s", "10 m", "1441m", "86401",
        "9223372036854775807m",
    ])
    func whatIsNoTimeIsRefused(text: String) {
        #expect(TimeLimit(text) == nil)
    }
}
