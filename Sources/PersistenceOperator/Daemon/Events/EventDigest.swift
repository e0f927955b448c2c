/// Tells what is worth an Event from what passes and rollouts did: at most one of each reason at a time, whatever the number of
/// writers. A pure value.
struct EventDigest: Sendable {
    private var holds: [String: String] = [:]
    private var phases: [String: Phase]?

    private struct Phase {
        let phase: WriterStatus.Phase
        let reason: String
    }

    /// What a pass did.
    mutating func take(_ report: PassReport) -> [InstanceEvent] {
        var events: [InstanceEvent] = []
        func add(_ reason: InstanceEvent.Reason, _ verb: String, _ subjects: [String]) {
            guard !subjects.isEmpty else { return }
            events.append(InstanceEvent(reason: reason, note: "\(verb) \(WriterStatus.list(subjects))"))
        }
        let written = Dictionary(grouping: report.written, by: Self.reason)
        func names(_ reason: InstanceEvent.Reason) -> [String] {
            (written[reason] ?? []).map { write in
                write.object.kind == "Deployment" ? write.object.name : "\(write.object.kind) \(write.object.name)"
            }
        }
        add(.applied, "applied", names(.applied))
        add(.driftMended, "put back what others had changed:", names(.driftMended))
        add(.pruned, "deleted", names(.pruned))

        let now = Dictionary(report.holds.map { ($0.writer ?? "", $0.hold.reason) }) { first, _ in first }
        let fresh = now.filter { holds[$0.key] != $0.value }
        let texts = Dictionary(report.holds.map { ($0.writer ?? "", $0.hold) }) { first, _ in first }
        for (reason, writers) in Dictionary(grouping: fresh.keys, by: { fresh[$0] ?? "" }).sorted(by: {
            $0.key < $1.key
        }) {
            guard let first = writers.min(), let hold = texts[first], hold.kind != .intended else { continue }
            let subjects = writers.sorted().map { $0.isEmpty ? "the instance" : $0 }
            events.append(
                InstanceEvent(
                    reason: reason == "Contested" ? .contested : .held,
                    note: "held (\(reason)) \(WriterStatus.list(subjects)): \(hold.message)"))
        }
        add(
            .released, "no longer held:",
            holds.keys.filter { now[$0] == nil }.sorted().map { $0.isEmpty ? "the instance" : $0 })
        holds = now
        return events
    }

    /// How the writers are.
    mutating func take(_ writers: [WriterStatus]) -> [InstanceEvent] {
        let now = Dictionary(writers.map { ($0.name, Phase(phase: $0.phase, reason: $0.reason)) }) { first, _ in first }
        // What a process finds when it begins is no news.
        guard let before = phases else {
            phases = now
            return []
        }
        phases = now
        let done = writers.filter { $0.phase == .ready && before[$0.name]?.phase == .progressing }.map(\.name)
        let failed = writers.filter { $0.reason == "RolloutFailed" && before[$0.name]?.reason != "RolloutFailed" }.map(
            \.name)
        var events: [InstanceEvent] = []
        if !done.isEmpty {
            events.append(InstanceEvent(reason: .rolloutDone, note: "rolled out \(WriterStatus.list(done))"))
        }
        if !failed.isEmpty {
            events.append(
                InstanceEvent(reason: .rolloutFailed, note: "not available in time: \(WriterStatus.list(failed))"))
        }
        return events
    }

    private static func reason(of write: PassReport.Written) -> InstanceEvent.Reason {
        switch (write.action, write.reason) {
        case (.delete, _): .pruned
        case (_, "Drift"), (_, "Missing"): .driftMended
        default: .applied
        }
    }
}
