/// How many steps of each kind a plan has.
public struct PlanSummary: Hashable, Sendable {
    /// The counts by action.
    public var counts: [PlanStep.Action: Int]
    /// How many different writers are held.
    public var heldWriters: Int

    /// Counts.
    public init(_ steps: [PlanStep]) {
        counts = steps.reduce(into: [:]) { $0[$1.action, default: 0] += 1 }
        heldWriters = Set(steps.filter { $0.action == .hold }.map { $0.writer ?? $0.object.name }).count
    }

    /// `2 to create, 1 to update, 0 to delete, 3 held, 12 unchanged`.
    public var text: String {
        func count(_ action: PlanStep.Action) -> Int { counts[action] ?? 0 }
        return "\(count(.create)) to create, \(count(.update)) to update, \(count(.delete)) to delete, "
            + "\(count(.hold)) held, \(count(.unchanged)) unchanged"
    }
}
