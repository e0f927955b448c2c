import Documents
import FoundationEssentials

extension WriterExplanation {
    /// The explanation for people: one screen, the verdict first.
    func text(now: Date) -> String {
        var lines = verdict
        lines += section("SPEC", source, rows: settings.map { [$0.name, $0.value, $0.origin] })
        lines += findings.map { "  \($0)" }
        lines += section("OBJECTS", "instance \(instance) in \(namespace)", rows: objects.map(row))
        lines += section("PODS", rollout(now), rows: pods.map { Self.row($0, now) })
        lines += section(
            "BUS", endpoints.isEmpty ? "reads no bus that is known" : "seen by \(seenBy)",
            rows: endpoints.map { [$0.id, $0.reason, $0.origin, $0.note] })
        lines += section("DRIVEN BY", driver ?? "nobody: applied by operator reconcile", rows: [])
        return lines.joined(separator: "\n") + "\n"
    }

    private var verdict: [String] {
        let why = [status.reason, status.message].filter { !$0.isEmpty }.joined(separator: ": ")
        var lines = ["\(writer): \(status.phase.rawValue)" + (why.isEmpty ? "" : ": \(why)")]
        if !status.action.isEmpty { lines.append("  to do: \(status.action)") }
        for hold in instanceHolds {
            lines.append("the instance: \(hold.reason): \(hold.message)")
            if !hold.action.isEmpty { lines.append("  to do: \(hold.action)") }
        }
        return lines
    }

    private func section(_ title: String, _ note: String, rows: [[String]]) -> [String] {
        ["", note.isEmpty ? title : "\(title)  \(note)"] + TextTable(rows).lines.map { "  \($0)" }
    }

    private func row(_ object: Object) -> [String] {
        let why: String
        if let hold = object.hold {
            // What the verdict says is not said again.
            why = hold.message == status.message ? hold.reason : "\(hold.reason): \(hold.message)"
        } else if object.action == .unchanged {
            why = ""
        } else {
            why = "\(object.reason.code): \(object.reason.message)"
        }
        let shown = object.fields.prefix(3).joined(separator: ", ")
        let more = object.fields.count > 3 ? " and \(object.fields.count - 3) more" : ""
        return [
            "\(object.key.kind) \(object.key.name)", object.hold == nil ? Self.state(object.action) : "held",
            why + (shown.isEmpty ? "" : " (\(shown)\(more))"),
        ]
    }

    private static func state(_ action: PlanStep.Action) -> String {
        switch action {
        case .unchanged: "as it should be"
        case .create: "to be created"
        case .update: "to be updated"
        case .delete: "to be deleted"
        case .hold: "held"
        }
    }

    private func rollout(_ now: Date) -> String {
        guard let desired = status.desired else { return "no Deployment" }
        let counts = "\(status.available) of \(desired) available, \(status.updated) current"
        guard let reason = lastChange?["reason"]?.string else { return counts }
        return
            "\(counts); last change \(InstanceReport.age(since: lastChange?["time"]?.string, now: now)) ago: \(reason)"
    }

    private static func row(_ pod: PodSighting, _ now: Date) -> [String] {
        [
            pod.name, pod.phase, pod.isReady ? "ready" : "not ready",
            pod.restarts == 1 ? "1 restart" : "\(pod.restarts) restarts",
            InstanceReport.age(since: pod.created, now: now),
            pod.trouble.map { "\($0.rawValue): \($0.message)" } ?? "",
        ]
    }
}
