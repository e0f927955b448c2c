import Documents
import KubeClient
import WriterSpecs

/// A plan and its execution as data: stable names that CI jobs parse.
public struct PlanJSON {
    /// The `apiVersion` of every machine-readable output.
    public static let apiVersion: JSONValue = "persistence-operator.io/v1alpha1"

    /// The spec's name, as the user gave it.
    public var specName: String

    /// Makes a printer.
    public init(specName: String) {
        self.specName = specName
    }

    /// The text of one of the values below.
    public func text(of value: JSONValue) -> String { value.text(pretty: true) + "\n" }

    /// A plan: `kind: Plan`.
    public func value(_ plan: Plan) -> JSONValue {
        [
            "apiVersion": Self.apiVersion, "kind": "Plan", "instance": .string(plan.instance),
            "namespace": .string(plan.namespace), "spec": .string(specName),
            "busCheck": .string(plan.busCheck.rawValue), "hasChanges": .bool(plan.hasChanges),
            "summary": summary(plan.steps), "steps": .array(plan.steps.map { step($0) }),
            "notices": .array(plan.notices.map(notice)),
        ]
    }

    /// What a run did: `kind: ReconcileReport`.
    public func value(_ report: ExecutionReport, exitStatus: ExitStatus, rollouts: [RolloutResult]) -> JSONValue {
        var value = self.value(report.plan)
        value["kind"] = "ReconcileReport"
        value["exitCode"] = .integer(Int64(exitStatus.rawValue))
        value["steps"] = .array(
            report.outcomes.map { outcome in
                var entry = step(outcome.step)
                switch outcome.result {
                case .unchanged: entry["result"] = "Unchanged"
                case .applied: entry["result"] = "Applied"
                case .notTried: entry["result"] = "NotTried"
                case .held(let hold):
                    entry["result"] = "Held"
                    entry["hold"] = self.hold(hold)
                }
                return entry
            })
        switch report.ending {
        case .complete: value["ending"] = "Complete"
        case .interrupted: value["ending"] = "Interrupted"
        case .unreachable(let reason):
            value["ending"] = "Unreachable"
            value["endingMessage"] = .string(reason)
        }
        if !rollouts.isEmpty {
            value["rollouts"] = .array(
                rollouts.map {
                    [
                        "writer": .string($0.writer), "state": .string($0.state.name),
                        "message": .string($0.state.message),
                    ]
                })
        }
        return value
    }

    private func summary(_ steps: [PlanStep]) -> JSONValue {
        let summary = PlanSummary(steps)
        var value: JSONValue = ["heldWriters": .integer(Int64(summary.heldWriters))]
        for action in PlanStep.Action.allCases {
            value[action.rawValue] = .integer(Int64(summary.counts[action] ?? 0))
        }
        return value
    }

    private func step(_ step: PlanStep) -> JSONValue {
        var value: JSONValue = [
            "action": .string(step.action.rawValue), "object": object(step),
            "reason": ["code": .string(step.reason.code), "message": .string(step.reason.message)],
        ]
        if let writer = step.writer { value["writer"] = .string(writer) }
        if !step.changes.isEmpty { value["changes"] = .array(step.changes.map { change($0, step.object.kind) }) }
        if !step.conflicts.isEmpty { value["conflicts"] = .array(step.conflicts.map(owner)) }
        if !step.foreign.isEmpty { value["foreign"] = .array(step.foreign.map(owner)) }
        if !step.waitsFor.isEmpty { value["waitsFor"] = .array(step.waitsFor.map { .string($0) }) }
        if let hold = step.hold { value["hold"] = self.hold(hold) }
        if step.action == .create, case .apply(let body, _) = step.write, let parsed = try? JSONValue(parsing: body) {
            value["body"] = Redaction.redacted(parsed, kind: step.object.kind)
        }
        return value
    }

    private func object(_ step: PlanStep) -> JSONValue {
        var value: JSONValue = [
            "apiVersion": .string(step.apiVersion), "kind": .string(step.object.kind),
            "name": .string(step.object.name),
        ]
        if !step.object.namespace.isEmpty { value["namespace"] = .string(step.object.namespace) }
        return value
    }

    private func change(_ change: FieldChange, _ kind: String) -> JSONValue {
        let change = Redaction.redacted(change, kind: kind)
        var value: JSONValue = ["path": .string(change.path.description)]
        if let old = change.old { value["old"] = old }
        if let new = change.new { value["new"] = new }
        if let provenance = change.provenance { value["provenance"] = self.provenance(provenance) }
        return value
    }

    private func provenance(_ provenance: Provenance) -> JSONValue {
        switch provenance {
        case .spec(let path, let position):
            var value: JSONValue = ["source": "spec", "path": .string(path), "file": .string(specName)]
            if let position {
                value["line"] = .integer(Int64(position.line))
                value["column"] = .integer(Int64(position.column))
            }
            return value
        case .catalogue(let rule): return ["source": "catalogue", "rule": .string(rule)]
        case .overlay(let name): return ["source": "overlay", "rule": .string(name)]
        case .option(let option): return ["source": "option", "rule": .string(option)]
        case .operatorDefault(let rule): return ["source": "default", "rule": .string(rule)]
        case .live(let what): return ["source": "live", "rule": .string(what)]
        }
    }

    private func owner(_ owner: FieldOwner) -> JSONValue {
        ["path": .string(owner.path.description), "manager": .string(owner.manager)]
    }

    private func hold(_ hold: Hold) -> JSONValue {
        [
            "kind": .string(hold.kind.rawValue), "reason": .string(hold.reason), "message": .string(hold.message),
            "action": .string(hold.action),
        ]
    }

    private func notice(_ notice: PlanNotice) -> JSONValue {
        var value: JSONValue = ["code": .string(notice.code), "message": .string(notice.message)]
        if let writer = notice.writer { value["writer"] = .string(writer) }
        return value
    }
}
