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
}
