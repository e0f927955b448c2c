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
