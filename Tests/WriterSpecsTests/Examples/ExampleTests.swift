import Documents
import Testing

@testable import WriterSpecs

@Suite("The example specs")
struct ExampleTests {
    @Test("a production-like Kafka spec has nothing to say about and resolves")
    func kafka() throws {
        let reading = SpecReader.read(Array(ExampleSpecs.kafka.utf8))
        #expect(reading.diagnostics.map(\.summary) == [])
        let spec = try #require(reading.resolved)
        #expect(spec.backend == .kafka)
        #expect(spec.writers.count == 7)
    }

    @Test("a production-like Pub/Sub spec has nothing to say about and resolves")
    func pubSub() throws {
        let reading = SpecReader.read(Array(ExampleSpecs.pubSub.utf8))
        #expect(reading.diagnostics.map(\.summary) == [])
        let spec = try #require(reading.resolved)
        #expect(spec.backend == .pubSub)
        #expect(spec.writers.count == 5)
    }

    @Test("every mistake of a bad spec is found in one run, and nothing else is named")
    func mistakes() {
        let reading = SpecReader.read(Array(ExampleSpecs.mistakes.utf8))
        let named = Set(reading.diagnostics.map { Int($0.position.line) })
        #expect(Set(1...33).subtracting(named) == [1, 5, 6, 9, 15, 22, 31, 32, 33])
        #expect(reading.resolved == nil)
    }
}

extension Diagnostic {
    /// The finding as one line.
    var summary: String {
        "\(position) \(severity.rawValue) [\(code)] \(path): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
