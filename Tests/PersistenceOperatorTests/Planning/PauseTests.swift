import FoundationEssentials
import Testing

@testable import PersistenceOperator

@Suite("the pause annotation")
struct PauseTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(
        "true holds, a time holds until then, and what is neither holds and is told",
        arguments: [
            ("true", true), ("", true), ("until=2027-01-15T08:00:01Z", true), ("until=2027-01-15T08:00:00Z", false),
            ("until=tomorrow", true), ("yes", true), ("until=", true),
        ])
    func holds(value: String, expected: Bool) throws {
        let pause = try #require(Pause(value))
        #expect(pause.holds(at: now) == expected)
        #expect(pause.isMalformed == (value == "until=tomorrow" || value == "yes" || value == "until="))
    }

    @Test("nothing and false are no pause")
    func none() {
        #expect(Pause(nil as String?) == nil)
        #expect(Pause("false") == nil)
    }
}
