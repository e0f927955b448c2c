import Documents
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
}
