import Testing

@testable import PersistenceOperator

@Suite("the events of an instance")
struct EventTests {
    private var digest = EventDigest()

    private func report(
        _ written: [(PlanStep.Action, String, String)] = [], holds: [(String?, Hold)] = []
    ) -> PassReport {
        PassReport(
            revision: "1",
            holds: holds.map { PassReport.Held(writer: $0.0, hold: $0.1) },
            written: written.map { action, reason, name in
                PassReport.Written(
                    action: action, reason: reason,
                    object: ObjectKey(kind: "Deployment", namespace: "n", name: name), writer: name)
            }, hasUnmadeChanges: false, ending: .settled)
    }

    private func hold(_ reason: String, _ kind: Hold.Kind = .needsPerson) -> Hold {
        Hold(kind, reason: reason, message: "it is so", action: "")
    }

    @Test("a pass tells of what it applied, mended and deleted, once each, with at most five names")
    mutating func written() {
        let many = (0..<1000).map { (PlanStep.Action.create, "NewWriter", "w\($0)") }
        let events = digest.take(
            report(many + [(.update, "Drift", "a"), (.create, "Missing", "b"), (.delete, "X", "c")]))
        #expect(events.map(\.reason) == [.applied, .driftMended, .pruned])
        #expect(events[0].note == "applied w0, w1, w2, w3, w4 and 995 more")
        #expect(events[1].note == "put back what others had changed: a, b")
        #expect(digest.take(report()).isEmpty)
    }

    @Test("a hold is told when it begins, when its reason changes and when it is over")
    mutating func holds() {
        #expect(
            digest.take(report(holds: [("a", hold("TopicMissing"))])).map(\.note) == ["held (TopicMissing) a: it is so"]
        )
        #expect(digest.take(report(holds: [("a", hold("TopicMissing"))])).isEmpty)
        #expect(digest.take(report(holds: [("a", hold("Contested"))])).map(\.reason) == [.contested])
        #expect(digest.take(report()).map(\.note) == ["no longer held: a"])
        #expect(digest.take(report(holds: [(nil, hold("Suspended", .intended))])).isEmpty)
    }

    private func writer(_ phase: WriterStatus.Phase, _ reason: String = "") -> WriterStatus {
        WriterStatus(
            name: "a", phase: phase, reason: reason, message: "", action: "", desired: 1, updated: 1, available: 1,
            image: "i")
    }

    @Test("rollouts are told when they end; what a process finds when it begins is no news")
    mutating func rollouts() {
        #expect(digest.take([writer(.progressing, "RollingOut")]).isEmpty)
        #expect(digest.take([writer(.ready)]).map(\.reason) == [.rolloutDone])
        #expect(digest.take([writer(.ready)]).isEmpty)
        #expect(digest.take([writer(.progressing, "RolloutFailed")]).map(\.reason) == [.rolloutFailed])
        #expect(digest.take([writer(.progressing, "RolloutFailed")]).isEmpty)
        #expect(digest.take([writer(.ready)]).map(\.reason) == [.rolloutDone])
    }

    @Test("an event that comes again is counted in the first, until it was away for long")
    func series() {
        var series = EventSeries<ContinuousClock.Instant>()
        let start = ContinuousClock.now
        let event = InstanceEvent(reason: .driftMended, note: "a")
        #expect(series.take(event, now: start) == .create(number: 1))
        #expect(series.take(event, now: start + .seconds(30)) == .count(number: 1, 2))
        #expect(series.take(InstanceEvent(reason: .held, note: "a"), now: start + .seconds(30)) == .create(number: 2))
        #expect(series.take(event, now: start + .seconds(630)) == .create(number: 3))
    }

    @Test("a storm is cut off, and trickles on")
    func storm() {
        var series = EventSeries<ContinuousClock.Instant>()
        let start = ContinuousClock.now
        let writes = (0..<100).filter {
            series.take(InstanceEvent(reason: .held, note: "\($0)"), now: start) != .drop
        }
        #expect(writes.count == 20)
        #expect(series.take(InstanceEvent(reason: .held, note: "x"), now: start + .seconds(10)) == .drop)
        #expect(series.take(InstanceEvent(reason: .held, note: "x"), now: start + .seconds(20)) != .drop)
    }
}
