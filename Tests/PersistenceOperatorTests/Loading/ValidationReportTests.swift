import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("The validation report")
struct ValidationReportTests {
    private func spec(_ diagnostics: [Diagnostic], further: Int = 0) -> LoadedSpec {
        let errors = diagnostics.filter { $0.severity == .error }.count
        return LoadedSpec(
            source: "dir/spec,1.json",
            reading: SpecReading(
                document: nil, diagnostics: diagnostics, furtherDiagnostics: further, errorCount: errors, resolved: nil),
            catalogue: .builtIn, keepsGoing: false)
    }

    private let error = Diagnostic(
        code: "quantity", severity: .error, scope: .writer(0), position: SourcePosition(line: 31, column: 19),
        path: "writers[0].limit.memory", message: "'512Mb' is 100% no quantity", hint: "did you mean '512M'?")
    private let warning = Diagnostic(
        code: "unused-field", severity: .warning, scope: .document, position: SourcePosition(line: 2, column: 1),
        path: "", message: "nothing uses it")

    @Test("text is one line a finding, as compilers print it")
    func text() {
        #expect(
            ValidationReport(spec([error, warning], further: 3)).text(.text) == """
                dir/spec,1.json:31:19: error: writers[0].limit.memory: '512Mb' is 100% no quantity; did you mean '512M'? [quantity]
                dir/spec,1.json:2:1: warning: nothing uses it [unused-field]
                dir/spec,1.json: 3 more findings are not shown
                dir/spec,1.json: 1 error and 4 warnings

                """)
    }

    @Test("colour is added only where it is asked for")
    func colour() {
        #expect(!ValidationReport(spec([error])).text(.text).contains("\u{1B}"))
        #expect(ValidationReport(spec([error])).text(.text, colour: true).contains("\u{1B}[1;31merror\u{1B}[0m"))
    }

    @Test("control characters of a name never reach the terminal")
    func controlCharacters() {
        var finding = error
        finding.path = "writers[0].\u{1B}[2Jx\n"
        let text = ValidationReport(spec([finding])).text(.text)
        #expect(!text.contains("\u{1B}") && text.split(separator: "\n").count == 2)
    }

    @Test("JSON carries its kind and every part of a finding")
    func json() throws {
        let report = try JSONValue(parsing: ValidationReport(spec([error, warning])).text(.json))
        #expect(report["apiVersion"] == "persistence-operator.io/v1alpha1")
        #expect(report["kind"] == "ValidationReport")
        #expect(report["valid"] == false && report["errors"] == 1 && report["warnings"] == 1)
        #expect(
            report["diagnostics"]?.array?.first == [
                "code": "quantity", "severity": "error", "scope": "writer", "writer": 0, "line": 31, "column": 19,
                "path": "writers[0].limit.memory", "message": "'512Mb' is 100% no quantity",
                "hint": "did you mean '512M'?",
            ])
        #expect(report["diagnostics"]?.array?.last?["scope"] == "document")
    }

    @Test("GitHub's annotations are escaped")
    func github() {
        let text = ValidationReport(spec([error])).text(.github)
        #expect(
            text.hasPrefix(
                "::error file=dir/spec%2C1.json,line=31,col=19,title=quantity::"
                    + "writers[0].limit.memory: '512Mb' is 100%25 no quantity; did you mean '512M'?\n"))
    }

    @Test("the exit status tells errors from warnings")
    func exitStatus() {
        #expect(ValidationReport(spec([error])).exitStatus == .invalidSpec)
        #expect(ValidationReport(spec([warning])).exitStatus == .success)
    }
}
