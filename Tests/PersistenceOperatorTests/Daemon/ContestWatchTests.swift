import Documents
import KubeClient
import TestPeers
import Testing

@testable import PersistenceOperator

@Suite("somebody who keeps changing our fields")
struct ContestWatchTests {
    private typealias Watch = ContestWatch<ImmediateClock.Instant>

    private let start = ImmediateClock().now
    private let replicas = FieldPath([.field("spec"), .field("minReadySeconds")])

    private func at(_ seconds: Int) -> ImmediateClock.Instant { start.advanced(by: .seconds(seconds)) }

    private func drift(_ name: String = "a", manager: String? = nil) -> PlanStep {
        PlanStep(
            action: .update, object: ObjectKey(kind: "Deployment", namespace: "ns", name: name), apiVersion: "apps/v1",
            writer: name, reason: StepReason("Drift", ""),
            changes: [FieldChange(path: replicas, old: 0, new: 30, provenance: nil)],
            conflicts: manager.map { [FieldConflict(path: replicas, manager: $0)] } ?? [],
            write: .apply(body: [], force: true))
    }

    /// One round: judged, and mended where that is allowed.
    private func round(_ watch: inout Watch, _ step: PlanStep, at seconds: Int) -> PlanStep? {
        let judged = watch.judge([step], now: at(seconds)).first
        if let judged, judged.action == .update {
            watch.record([StepOutcome(step: judged, result: .applied)], now: at(seconds))
        }
        return judged
    }

    @Test("fault 27: after a few rounds the object is left alone, and who changes what is said")
    func stopsFighting() throws {
        var watch = Watch()
        for second in 0..<5 { #expect(round(&watch, drift(manager: "argocd"), at: second)?.action == .update) }
        let held = try #require(round(&watch, drift(manager: "argocd"), at: 5))
        #expect(held.action == .hold)
        #expect(held.write == nil)
        #expect(held.hold?.reason == "Contested")
        #expect(held.hold?.message.contains("'argocd'") == true)
        #expect(held.hold?.message.contains("spec.minReadySeconds") == true)
    }

    @Test("a webhook, which owns no field, is suspected where nobody does")
    func webhook() {
        var watch = Watch()
        for second in 0..<5 { _ = round(&watch, drift(), at: second) }
        #expect(round(&watch, drift(), at: 5)?.hold?.message.contains("mutating webhook") == true)
    }

    @Test("it is tried again after the pause, and left alone for longer if it goes on")
    func triesAgain() {
        var watch = Watch()
        for second in 0..<5 { _ = round(&watch, drift(), at: second) }
        _ = round(&watch, drift(), at: 5)
        #expect(round(&watch, drift(), at: 304)?.action == .hold)
        for second in 305..<310 { #expect(round(&watch, drift(), at: second)?.action == .update) }
        #expect(round(&watch, drift(), at: 310)?.action == .hold)
        #expect(round(&watch, drift(), at: 909)?.action == .hold)
        #expect(round(&watch, drift(), at: 910)?.action == .update)
    }

    @Test("now and then is no contest, nor are the changes of different objects or of the spec")
    func noContest() {
        var watch = Watch()
        for hour in 0..<20 { #expect(round(&watch, drift(), at: hour * 3600)?.action == .update) }
        for number in 0..<20 { #expect(round(&watch, drift("\(number)"), at: 72_000)?.action == .update) }
        var changed = drift("b")
        changed.reason = StepReason("SpecChanged", "")
        for second in 0..<20 { #expect(round(&watch, changed, at: 80_000 + second)?.action == .update) }
    }

    @Test("other objects are mended meanwhile")
    func others() {
        var watch = Watch()
        for second in 0..<6 { _ = round(&watch, drift("a"), at: second) }
        let judged = watch.judge([drift("a"), drift("b")], now: at(7))
        #expect(judged.map(\.action) == [.hold, .update])
    }
}
