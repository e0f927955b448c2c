import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct RevisionTests {
    @Test func isEqualForEqualContentAndOtherForOther() {
        var fixture = RenderingFixture()
        let first = fixture.render().revision
        #expect(fixture.render().revision == first)
        fixture.settings.recordsProvenance = false
        #expect(fixture.render().revision == first)
        fixture.writer.image = "other"
        #expect(fixture.render().revision != first)
    }

    @Test func doesNotChangeWithTheSpecsReplicas() {
        var fixture = RenderingFixture()
        let first = fixture.render().revision
        fixture.writer.spec.defaultReplicaCount = 9
        #expect(fixture.render().revision == first)
    }

    @Test func isSixteenHexadecimalDigitsAndTheSameOnEveryMachine() {
        let empty = RenderedWriter(
            writer: RenderingFixture().writer, objects: [], specReplicas: nil, hasAutoscaler: false, hold: nil)
        #expect(empty.revision == "cbf29ce484222325")
    }
}
