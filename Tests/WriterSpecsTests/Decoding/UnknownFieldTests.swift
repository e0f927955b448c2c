import Documents
import Testing

@testable import WriterSpecs

@Suite("Unknown fields")
struct UnknownFieldTests {
    @Test("a misspelt name is an error and is read as what was meant, so that its inside is checked too")
    func readAsMeant() throws {
        let reading = SpecReader.read(
            Array(
                #"{"common_specs":{"namespace":"n","servce_account_name":"s"},"writers":[{"limit":{"memroy":"5Q"},"hpa-specs":{"hpaMaxReplica":-3}}]}"#
                    .utf8))
        #expect(reading.document?.common.namespace == "n")
        #expect(reading.document?.common.serviceAccountName == "s")
        #expect(reading.finding("quantity", at: "writers[0].limit.memroy") != nil)
        #expect(reading.finding("negative-count", at: "writers[0].hpa-specs.hpaMaxReplica") != nil)
        #expect(reading.diagnostics.filter { $0.code == "unknown-field" }.count == 5)
        #expect(reading.finding("required", at: "common_persistence_specs") == nil)
    }

    @Test("what is given properly elsewhere is not overwritten by a misspelling, in either order")
    func properSpellingWins() {
        for text in [
            #"{"writers":[{"limit":{"memroy":"5Q","memory":"1Gi"}}]}"#,
            #"{"writers":[{"limit":{"memory":"1Gi","memroy":"5Q"}}]}"#,
        ] {
            let reading = SpecReader.read(Array(text.utf8))
            #expect(reading.document?.writers.first?.limit.memory == "1Gi")
            #expect(reading.finding("quantity", at: "writers[0].limit.memroy") == nil)
        }
    }

    @Test("two misspellings of one field are not both read")
    func twoMisspellings() {
        let reading = SpecReader.read(Array(#"{"writers":[{"limit":{"memroy":"1Gi","memori":"2Gi"}}]}"#.utf8))
        #expect(reading.document?.writers.first?.limit.memory == "1Gi")
        #expect(reading.finding("duplicate-field", at: "writers[0].limit.memori") != nil)
    }

    @Test("if allowed, unknown fields are warnings and are left alone")
    func allowed() {
        var spec = SpecBuilder.pubSub
        spec.top["api_server_hosts"] = "a b"
        spec.options.allowsUnknownFields = true
        let reading = spec.read()
        #expect(reading.codes == ["unknown-field"])
        #expect(reading.diagnostics.first?.severity == .warning)
        #expect(reading.document?.apiServerHost == nil)
        #expect(reading.resolved != nil)
    }

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
