import Testing

@testable import PersistenceOperator

@Suite("replicas")
struct ReplicaDecisionTests {
    private func input(_ change: (inout ReplicaDecision.Input) -> Void = { _ in }) -> ReplicaDecision.Input {
        var input = ReplicaDecision.Input(
            writer: "w", spec: 3, lastApplied: .number(3), live: 3, autoscalerMinimum: nil, foreignAutoscaler: nil,
            isOwnedByOther: false, isSuspended: false)
        change(&input)
        return input
    }

    private func decide(_ change: (inout ReplicaDecision.Input) -> Void = { _ in }) -> ReplicaDecision {
        ReplicaDecision.decide(input(change))
    }

    @Test("are set at creation: the spec's number, else 1, at least the autoscaler's minimum")
    func creation() {
        #expect(decide { $0.live = nil }.carried == 3)
        #expect(decide { ($0.live, $0.spec) = (nil, nil) }.carried == 1)
        #expect(decide { ($0.live, $0.spec, $0.autoscalerMinimum) = (nil, nil, 2) }.carried == 2)
    }

    @Test("are set when the spec's own number changes")
    func specChange() {
        let decision = decide { $0.spec = 5 }
        #expect(decision.carried == 5)
        #expect(decision.isChange)
        #expect(decision.remembered == .number(5))
        #expect(decide { ($0.spec, $0.lastApplied, $0.live) = (5, .none, 2) }.carried == 5)
    }

    @Test("stay as somebody scaled them, are carried so that the apply does not reset them, and are reported")
    func scaledByHand() {
        let decision = decide { $0.live = 40 }
        #expect(decision.carried == 40)
        #expect(!decision.isChange)
        #expect(decision.notice?.code == "ReplicasDiffer")
    }

    @Test("are left out once another manager owns them")
    func ownedByOther() {
        let decision = decide { ($0.live, $0.isOwnedByOther) = (40, true) }
        #expect(decision.carried == nil)
        #expect(!decision.isChange)
    }

    @Test("are never changed under an autoscaler, ours or not")
    func autoscaled() {
        #expect(!decide { ($0.spec, $0.live, $0.autoscalerMinimum) = (5, 40, 1) }.isChange)
        let foreign = decide { ($0.spec, $0.live, $0.foreignAutoscaler) = (5, 40, "ScaledObject 'x'") }
        #expect(!foreign.isChange)
        #expect(foreign.notice?.code == "ReplicasAutoscaled")
    }

    @Test("stay when hpa_specs is added and removed; the number under it counts only once it changes")
    func autoscalerRemoved() {
        let added = decide { ($0.live, $0.spec, $0.lastApplied, $0.autoscalerMinimum) = (8, 2, .number(8), 1) }
        #expect(added.carried == 8)
        #expect(added.remembered == .number(2))
        let removed = decide { ($0.live, $0.spec, $0.lastApplied) = (8, 2, added.remembered) }
        #expect(removed.carried == 8)
        #expect(!removed.isChange)
        #expect(decide { ($0.live, $0.spec, $0.lastApplied) = (8, 4, removed.remembered) }.carried == 4)
    }

    @Test("stay where it is not known what was applied before")
    func unknownMemory() {
        let decision = decide { ($0.live, $0.lastApplied) = (8, .unknown) }
        #expect(decision.carried == 8)
        #expect(!decision.isChange)
        #expect(decision.notice?.code == "ReplicasUnknown")
    }

    @Test("are not raised while the spec is suspended, and are once it is not")
    func suspended() {
        let held = decide { ($0.spec, $0.isSuspended) = (5, true) }
        #expect(held.carried == 3)
        #expect(held.remembered == .number(3))
        #expect(decide { ($0.spec, $0.lastApplied) = (5, held.remembered) }.carried == 5)
        #expect(decide { ($0.spec, $0.isSuspended) = (2, true) }.carried == 2)
    }

    @Test("keep the live number when the spec drops its own")
    func dropped() {
        let decision = decide { $0.spec = nil }
        #expect(decision.carried == 3)
        #expect(decision.remembered == .none)
    }
}
