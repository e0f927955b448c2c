import BusClients
import Documents
import Testing

@testable import PersistenceOperator

@Suite("the explanation of a code")
struct ReasonListingTests {
    @Test("says what it means, what to do, and where the rule comes from", arguments: ReadinessReason.allCases)
    func complete(reason: ReadinessReason) throws {
        let text = try ReasonListing(reason.rawValue).text(.text)
        #expect(text.hasPrefix("\(reason.rawValue) ("))
        for line in ["to do: ", "source: "] { #expect(text.contains(line)) }
        let item = try JSONValue(parsing: ReasonListing(reason.rawValue).text(.json))["items"]?.array?.first
        for member in ["meaning", "action", "source"] { #expect(item?[member]?.string?.isEmpty == false) }
    }

    @Test("the list has them all; what is misspelt is asked about")
    func list() throws {
        let text = try ReasonListing("list").text(.text)
        #expect(text.split(separator: "\n").count == ReadinessReason.allCases.count + 1)
        #expect(text.contains("RetentionTooShort"))
        let error = #expect(throws: UsageError.self) { try ReasonListing("RetentionToShort") }
        #expect("\(try #require(error).report)".contains("RetentionTooShort"))
    }
}
