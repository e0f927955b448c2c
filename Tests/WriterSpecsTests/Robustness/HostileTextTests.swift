import Documents
import Testing

@testable import WriterSpecs

@Suite("Hostile and broken texts")
struct HostileTextTests {
    private func read(_ bytes: [UInt8], _ format: SpecReadingOptions.Format = .json) -> SpecReading {
        var options = SpecReadingOptions()
        options.format = format
        return SpecReader.read(bytes, options: options)
    }

    @Test("fault 35: a spec cut off at any byte has a finding with a position, and never resolves")
    func truncatedJSON() {
        for example in [ExampleSpecs.kafka, ExampleSpecs.pubSub, ExampleSpecs.mistakes] {
            let end = (example.lastIndex(of: UInt8(ascii: "}")) ?? 0)
            let lines = Int32(example.filter { $0 == 0x0A }.count + 1)
            for length in 0...end {
                let reading = read(Array(example[..<length]))
                guard reading.diagnostics.count == 1, let finding = reading.diagnostics.first,
                    (1...lines).contains(finding.position.line), finding.severity == .error, reading.resolved == nil
                else {
                    Issue.record("cut at \(length): \(reading.diagnostics.map(\.summary))")
                    return
                }
            }
        }
    }

    @Test("fault 35: a YAML spec cut off at any byte is answered, and with errors or not at all resolved")
    func truncatedYAML() throws {
        let example = Array(try YAMLWriter.text(of: JSONValue(parsing: ExampleSpecs.pubSub)).utf8)
        for length in 0..<example.count {
            let reading = read(Array(example[..<length]), .yaml)
            if reading.document == nil, reading.diagnostics.isEmpty { Issue.record("no answer for a cut at \(length)") }
            if reading.resolved == nil, !reading.hasErrors { Issue.record("no reason for a cut at \(length)") }
        }
    }

    @Test("fault 35: a changed byte is answered, and twice in the same way")
    func changedBytes() {
        var example = ExampleSpecs.pubSub
        for index in stride(from: 0, to: example.count, by: 19) {
            let kept = example[index]
            for byte: UInt8 in [0x00, 0x22, 0x5B, 0x7D, 0x2C, 0xFF, 0x31] {
                example[index] = byte
                let first = read(example)
                if first.resolved == nil, !first.hasErrors { Issue.record("no reason: \(index) \(byte)") }
                if first.diagnostics != read(example).diagnostics { Issue.record("not the same: \(index) \(byte)") }
            }
            example[index] = kept
        }
    }

    @Test(
        "fault 35: texts that are no document at all have one finding",
        arguments: [
            ("", "empty-document"), (" \n\t", "empty-document"), ("{", "unexpected-end"), ("[]", "wrong-type"),
            ("\"x\"", "wrong-type"), ("null", "wrong-type"), ("{\"a\":NaN}", "unexpected-character"),
            ("\u{FEFF}{}", "byte-order-mark"), ("{} {}", "trailing-characters"),
            (String(repeating: "[", count: 10_000), "depth-limit"),
            ("{\"writers\":" + String(repeating: "{\"a\":", count: 10_000), "depth-limit"),
        ])
    func noDocument(text: String, code: String) {
        let reading = read(Array(text.utf8))
        #expect(reading.codes == [code])
        #expect(reading.resolved == nil)
    }

    @Test(
        "YAML texts that are no spec have one finding",
        arguments: [
            ("", "empty-document"), ("# only a comment\n", "empty-document"), ("---\n", "empty-document"),
            ("a: 1\n---\nb: 2", "multiple-documents"), ("- a", "wrong-type"), ("a: *b", "yaml-alias"),
        ])
    func noYAMLDocument(text: String, code: String) {
        #expect(read(Array(text.utf8), .yaml).codes == [code])
    }

    @Test("an empty object lacks its common specs, and nothing is said beside that")
    func emptyObject() {
        let reading = read(Array("{}".utf8))
        #expect(reading.codes == ["required"])
        #expect(reading.diagnostics.first?.path == "common_persistence_specs")
    }

    @Test("fault 35: invalid UTF-8 and huge numbers are refused where they stand")
    func oddities() {
        let invalid = read(Array("{\"api_server_host\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8))
        #expect(invalid.codes == ["invalid-utf8"])
        let huge = read(Array(#"{"writers":[{"max_batch_size":1e400}],"cluster_manager_config":{"a":1e400}}"#.utf8))
        #expect(huge.finding("integer-range", at: "writers[0].max_batch_size") != nil)
        #expect(huge.finding("invalid-number", at: "cluster_manager_config") != nil)
    }

    @Test("fault 36: names built to inject are refused wherever a name is made of them")
    func injections() {
        for name in [
            "../secret", "a\nb", "a/b", "a b", "-a", "a?x=1", "%2e%2e", String(repeating: "n", count: 300), "Ü",
        ] {
            var spec = SpecBuilder.pubSub
            spec.common["namespace"] = .string(name)
            #expect(spec.read().resolved == nil, "\(name)")
            spec = .pubSub
            spec.common["service_account_name"] = .string(name)
            #expect(spec.read().resolved == nil, "\(name)")
            spec = .pubSub
            spec.writers[0]["name"] = .string(name)
            #expect(spec.read().resolved?.faultyWriters.count == 1, "\(name)")
            spec = .pubSub
            spec.common["result_bus_online_store_subscription_id"] = .string("projects/\(name)/subscriptions/x")
            #expect(spec.read().resolved == nil, "\(name)")
            spec = .pubSub
            spec.writers[0]["additional_env_vars"] = .object([name + "=": "x"])
            #expect(spec.read().resolved?.faultyWriters.count == 1, "\(name)")
        }
    }

    @Test("the first 1,000 findings are kept, errors before warnings; all are counted, and errors among them")
    func manyFindings() {
        var spec = SpecBuilder.pubSub
        spec.writers = (0..<3000).map {
            ["bus_subscriber_type": "ONLINE_WRITER", "name": .string("w\($0)"), "no_such": 1]
        }
        let reading = spec.read()
        #expect(reading.diagnostics.count == 1000)
        #expect(reading.diagnostics.map(\.position) == reading.diagnostics.map(\.position).sorted())
        #expect(reading.furtherDiagnostics > 5000)
        #expect(reading.errorCount == 3000)
        #expect(reading.resolved?.faultyWriters.count == 3000)
        #expect(reading.diagnostics.last?.path == "writers[999].no_such")
    }

    @Test("writers have a limit, refused at the one that is too much")
    func writerLimit() {
        let text = #"{"writers":["# + Array(repeating: "{}", count: 20_001).joined(separator: ",") + "]}"
        let reading = read(Array(text.utf8))
        #expect(reading.document?.writers.count == 20_000)
        #expect(reading.errorCount == 20_002)
        #expect(reading.resolved == nil)
    }

    @Test("findings do not depend on the order in which they were found")
    func determinism() {
        let readings = (0..<5).map { _ in read(ExampleSpecs.mistakes) }
        #expect(readings.allSatisfy { $0.diagnostics == readings[0].diagnostics })
    }
}
