import Documents
import KubeClient
import WriterSpecs

/// A plan for people: a unified diff, one hunk a field, with where each new value comes from.
public struct PlanText {
    /// The spec's name, as the user gave it: the file of every position.
    public var specName: String
    /// Whether colours are used.
    public var isColoured: Bool

    /// Makes a printer.
    public init(specName: String, isColoured: Bool) {
        self.specName = specName
        self.isColoured = isColoured
    }

    /// The whole plan.
    public func text(_ plan: Plan) -> String {
        var lines: [String] = []
        for step in plan.steps { lines += self.lines(step) }
        for notice in plan.notices {
            let who = notice.writer.map { "\($0): " } ?? ""
            lines.append(style("note: \(who)\(notice.message) [\(notice.code)]", .yellow))
        }
        lines.append(
            "\(plan.instance) in \(plan.namespace): \(PlanSummary(plan.steps).text); bus check: \(plan.busCheck.rawValue)"
        )
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Steps

    private func lines(_ step: PlanStep) -> [String] {
        let reason = "\(step.reason.code): \(step.reason.message)"
        switch step.action {
        case .unchanged:
            return step.foreign.isEmpty ? [] : [style("= \(step.object) unchanged", .dim)] + foreignLines(step)
        case .create:
            return [style("--- /dev/null", .bold), style("+++ \(step.object) create (\(reason))", .bold)] + body(step)
        case .update:
            return [style("--- \(step.object) live", .bold), style("+++ \(step.object) update (\(reason))", .bold)]
                + step.changes.flatMap { hunk($0, step) } + foreignLines(step)
        case .delete:
            let waits = step.waitsFor.isEmpty ? "" : ", after \(step.waitsFor.joined(separator: ", ")) is available"
            return [style("--- \(step.object) live", .bold), style("+++ /dev/null delete (\(reason)\(waits))", .red)]
        case .hold:
            guard let hold = step.hold else { return [] }
            let action = hold.action.isEmpty ? "" : "; \(hold.action)"
            return [style("! \(step.object) held: \(hold.reason): \(hold.message)\(action)", .yellow)]
                + step.changes.flatMap { hunk($0, step) }
        }
    }

    private func body(_ step: PlanStep) -> [String] {
        guard case .apply(let bytes, _) = step.write, let value = try? JSONValue(parsing: bytes) else { return [] }
        return added(Redaction.redacted(value, kind: step.object.kind))
    }

    private func hunk(_ change: FieldChange, _ step: PlanStep) -> [String] {
        let change = Redaction.redacted(change, kind: step.object.kind)
        let source = change.provenance.map { "  (\(provenance($0)))" } ?? "  (no longer asked for)"
        let taken = step.conflicts.filter { $0.path == change.path }.map(\.manager)
        let conflict = taken.isEmpty ? "" : "  [taken back from \(taken.joined(separator: ", "))]"
        return [style("@@ \(change.path)\(source)\(conflict)", .cyan)] + removed(change.old) + added(change.new)
    }

    private func foreignLines(_ step: PlanStep) -> [String] {
        let limit = 10
        let shown = step.foreign.prefix(limit).map { style("  \($0.path) is \($0.manager)'s: left alone", .dim) }
        let more = step.foreign.count - limit
        return more > 0 ? shown + [style("  and \(more) more fields of others", .dim)] : shown
    }

    private func removed(_ value: JSONValue?) -> [String] { yaml(value).map { style("-" + $0, .red) } }

    private func added(_ value: JSONValue?) -> [String] { yaml(value).map { style("+" + $0, .green) } }

    private func yaml(_ value: JSONValue?) -> [String] {
        guard let value else { return [] }
        var lines = ((try? YAMLWriter.text(of: value)) ?? value.text(pretty: true)).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    private func provenance(_ provenance: Provenance) -> String {
        if case .spec(let path, let position?) = provenance { return "\(specName):\(position) \(path)" }
        return provenance.description
    }

    // MARK: Colours

    private enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private func style(_ text: String, _ style: Style) -> String {
        isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
