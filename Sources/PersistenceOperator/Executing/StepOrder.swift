/// The order in which a plan's steps are executed: groups whose steps are taken in turn.
struct StepOrder {
    typealias Indexed = EnumeratedSequence<[PlanStep]>.Element

    /// The namespace and what all writers share, one after the other.
    let shared: [[Indexed]]
    /// Creates and updates, a group a writer, in the plan's order.
    let writers: [[Indexed]]
    /// Deletions that wait for nothing, a group a writer.
    let deletions: [[Indexed]]
    /// Deletions that wait for a replacement, a group a writer.
    let waitingDeletions: [[Indexed]]
    /// Deletions of what writers shared: last, when no pod needs it any more.
    let sharedDeletions: [[Indexed]]

    init(_ steps: [Indexed]) {
        let deletes = steps.filter { $0.element.action == .delete }
        let others = steps.filter { $0.element.action != .delete && !$0.element.isMemory }
        shared = others.filter { $0.element.writer == nil }.map { [$0] }
        writers = Self.byWriter(others.filter { $0.element.writer != nil })
        let ofWriters = deletes.filter { $0.element.object.kind != "Secret" }
        deletions = Self.byWriter(ofWriters.filter(\.element.waitsFor.isEmpty))
        waitingDeletions = Self.byWriter(ofWriters.filter { !$0.element.waitsFor.isEmpty })
        sharedDeletions = deletes.filter { $0.element.object.kind == "Secret" }.map { [$0] }
    }

    private static func byWriter(_ steps: [Indexed]) -> [[Indexed]] {
        Dictionary(grouping: steps) { $0.element.writer ?? "" }.values
            .sorted { ($0.first?.offset ?? 0) < ($1.first?.offset ?? 0) }
    }
}
