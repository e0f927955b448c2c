import Documents
import Testing

@testable import WriterSpecs

@Suite("Collecting findings")
struct DiagnosticSinkTests {
    private func finding(
        line: Int, _ code: String = "x", _ severity: Diagnostic.Severity = .error, _ scope: Diagnostic.Scope = .document
    ) -> Diagnostic {
        Diagnostic(
            code: code, severity: severity, scope: scope, position: SourcePosition(line: line, column: 1), path: "",
            message: "m")
    }

    @Test("the first in document order are kept, whenever they come")
    func keepsTheFirst() {
        var sink = DiagnosticSink(limit: 3)
        for line in (1...100).reversed() { sink.add(finding(line: line)) }
        let (kept, further) = sink.finish()
        #expect(kept.map(\.position.line) == [1, 2, 3])
        #expect(further == 97)
        #expect(sink.errorCount == 100)
    }

    @Test("an error is kept before all warnings, and stands in document order among those that are kept")
    func errorsFirst() {
        var sink = DiagnosticSink(limit: 3)
        for line in 1...50 { sink.add(finding(line: line, "w", .warning)) }
        sink.add(finding(line: 2, "e"))
        sink.add(finding(line: 99, "e"))
        let (kept, further) = sink.finish()
        #expect(kept.map(\.position.line) == [1, 2, 99])
        #expect(kept.map(\.code) == ["w", "e", "e"])
        #expect(further == 49)
    }

    @Test("the one error of 2,500 writers with warnings is shown")
    func errorAmongManyWriters() {
        var spec = SpecBuilder.pubSub
        spec.writers = (0..<2500).map { ["bus_subscriber_type": "ONLINE_WRITER", "name": .string("w\($0)")] }
        spec.writers.append(["bus_subscriber_type": "ONLINE_WRITER", "name": "bad", "pdb_min_available": "-1"])
        let reading = spec.read()
        #expect(reading.diagnostics.count == SpecReading.diagnosticLimit)
        #expect(reading.errorCount == 1)
        #expect(reading.diagnostics.last?.path == "writers[2500].pdb_min_available")
    }

    @Test("findings of one place stay in the order in which they came")
    func stable() {
        var sink = DiagnosticSink()
        for code in ["b", "a", "c"] { sink.add(finding(line: 1, code)) }
        #expect(sink.finish().kept.map(\.code) == ["b", "a", "c"])
    }

    @Test("errors are told by whom they belong to; warnings are nobody's fault")
    func faults() {
        var sink = DiagnosticSink(limit: 1)
        sink.add(finding(line: 1, "w", .warning))
        #expect(!sink.documentIsAtFault && sink.errorCount == 0)
        sink.add(finding(line: 2, "a", .error, .writer(3)))
        sink.add(finding(line: 3, "b", .error, .writer(3)))
        sink.add(finding(line: 4, "a", .error, .writer(3)))
        #expect(sink.codesByWriter == [3: ["a", "b"]])
        #expect(!sink.documentIsAtFault)
        sink.add(finding(line: 5))
        #expect(sink.documentIsAtFault)
    }
}
