import Testing

@testable import Documents

@Suite("Suggestions")
struct SuggestionsTests {
    @Test(
        "what was meant is found by few changed letters, by case and hyphens, or by some of its words",
        arguments: [
            ("memroy", ["memory"]), ("MEMORY", ["memory"]), ("common_specs", ["common_persistence_specs"]),
            ("ephemeralStorge", ["ephemeral_storage"]), ("ephemeral-storage", ["ephemeral_storage"]), ("cpus", ["cpu"]),
            ("x", []), ("", []), ("entirely_different", []), ("emory", ["memory"]), ("storage_ephemeral", []),
        ])
    func suggestions(name: String, expected: [String]) {
        let candidates = ["memory", "cpu", "ephemeral_storage", "common_persistence_specs"]
        #expect(Suggestions.matches(for: name, among: candidates) == expected)
    }

    @Test("the question names one, two or a few, and none where nothing is close")
    func question() {
        #expect(Suggestions.question([]) == nil)
        #expect(Suggestions.question(["a"]) == "did you mean 'a'?")
        #expect(Suggestions.question(["a", "b"]) == "did you mean 'a' or 'b'?")
        #expect(Suggestions.question(["a", "b", "c"]) == "did you mean 'a', 'b' or 'c'?")
        #expect(Suggestions.question(["a", "b", "c", "d", "e"]) == nil)
    }

    @Test("distance counts insertions, removals, changes and swaps, up to its limit")
    func distance() {
        func distance(_ left: String, _ right: String, limit: Int = 10) -> Int {
            Suggestions.distance(Array(left.utf8), Array(right.utf8), limit: limit)
        }
        #expect(distance("abc", "abc") == 0)
        #expect(distance("abc", "acb") == 1)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("", "abc") == 3)
        #expect(distance("abcdef", "ghijkl", limit: 2) == 3)
        #expect(distance("a", "abcdef", limit: 2) == 3)
    }
}
