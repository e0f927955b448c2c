import Documents
import TestPeers
import Testing

@testable import WriterSpecs

/// One change to a good spec, and what it must be answered with.
struct FindingCase: CustomTestStringConvertible, Sendable {
    enum Base: Sendable { case kafka, pubSub }

    let code: String
    let path: String
    var severity = Diagnostic.Severity.error
    var base = Base.pubSub
    /// Members laid over each object, as JSON.
    var common = "{}"
    var top = "{}"
    var writer = "{}"
    /// A second writer, laid over the first one's good form.
    var second: String?
    /// Part of the hint.
    var hint: String?

    var testDescription: String { "\(code) at \(path): \(common)\(top)\(writer)\(second ?? "")" }

    func read() throws -> SpecReading {
        var spec = base == .kafka ? SpecBuilder.kafka : .pubSub
        spec.common = try SpecBuilder.overlay(common, over: spec.common)
        spec.top = try SpecBuilder.overlay(top, over: spec.top)
        if let second { spec.writers.append(try SpecBuilder.overlay(second, over: SpecBuilder.writer)) }
        spec.writers[0] = try SpecBuilder.overlay(writer, over: spec.writers[0])
        return spec.read()
    }

    /// Checks that the finding is there, of its severity and scope, positioned, and that nothing is resolved that must not.
    func check() throws {
        let reading = try read()
        let finding = try #require(reading.finding(code, at: path), "\(reading.diagnostics.map(\.summary))")
        #expect(finding.severity == severity)
        #expect(finding.position > .start || path.isEmpty)
        if let hint { #expect(finding.hint?.contains(hint) == true, "\(finding.summary)") }
        #expect(!finding.message.isEmpty && !finding.message.hasSuffix("."))
        guard severity == .error else {
            #expect(!reading.hasErrors, "\(reading.diagnostics.map(\.summary))")
            return
        }
        if path.hasPrefix("writers[") {
            let index = Int(path.dropFirst(8).prefix { $0.isNumber })
            #expect(finding.scope == index.map { .writer($0) })
            #expect(reading.resolved?.faultyWriters.contains { $0.index == index && $0.codes.contains(code) } == true)
            #expect(reading.resolved?.writers.contains { $0.index == index } == false)
        } else {
            #expect(finding.scope == .document)
            #expect(reading.resolved == nil)
        }
    }
}

/// All codes that a spec can be answered with, as docs/diagnostics.md lists them.
@Suite("Diagnostic codes")
struct DiagnosticCodeTests {
    @Test("a good spec has no finding on either bus")
    func goodSpecs() {
        #expect(SpecBuilder.kafka.read().diagnostics.map(\.summary) == [])
        #expect(SpecBuilder.pubSub.read().diagnostics.map(\.summary) == [])
    }

    /// Found with tests of their own: structure and texts.
    private static let others: Set = [
        "file-missing", "file-not-permitted", "file-is-directory", "file-unreadable", "empty-document",
        "unexpected-character", "unexpected-end", "trailing-characters", "invalid-escape", "lone-surrogate",
        "invalid-number", "byte-order-mark", "invalid-utf8", "yaml-syntax", "yaml-alias", "yaml-tag", "yaml-key",
        "yaml-directive", "multiple-documents", "size-limit", "depth-limit", "node-limit", "writer-limit",
        "duplicate-field", "conflicting-fields",
    ]

    @Test("the documentation lists the codes that the tests prove, and no other")
    func documentation() {
        let text = Scratch.text(ofFile: Checkout.path("docs/diagnostics.md"))
        var documented: Set<String> = []
        for line in text.split(separator: "\n") where line.hasPrefix("| `") {
            let cell = line.dropFirst().prefix { $0 != "|" }
            let codes = cell.split(separator: "`").enumerated().filter { $0.offset % 2 == 1 }
            documented.formUnion(codes.map { String($0.element) })
        }
        let cases =
            FieldFindingTests.structureCases + FieldFindingTests.formatsCases + FieldFindingTests.warningsCases
            + WriterFindingTests.errorsCases + WriterFindingTests.warningsCases
        #expect(documented.symmetricDifference(Self.others.union(cases.map(\.code))) == [])
    }
}
