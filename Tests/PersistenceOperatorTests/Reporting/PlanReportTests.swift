import Documents
import FoundationEssentials
import TestPeers
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("how plans are shown")
struct PlanReportTests {
    private func text(_ plan: Plan, coloured: Bool = false) -> String {
        PlanText(specName: "spec.json", isColoured: coloured).text(plan)
    }

    private var changed: PlanFixture {
        var fixture = PlanFixture("a")
        fixture.change { $0.spec.additionalEnvVars = ["LEVEL": "info"] }
        fixture.apply()
        fixture.change {
            $0.spec.additionalEnvVars["LEVEL"] = "debug"
            $0.spec.positions.fields["additional_env_vars.LEVEL"] = SourcePosition(line: 31, column: 19)
        }
        return fixture
    }

    @Test("a change has its path, its place in the spec, the old and the new value")
    func update() {
        let lines = text(changed.plan()).split(separator: "\n").map(String.init)
        #expect(lines.contains("--- Deployment ns/a live"))
        #expect(
            lines.contains(
                "@@ spec.template.spec.containers[name=writer].env[name=LEVEL].value  "
                    + "(spec.json:31:19 writers[0].additional_env_vars.LEVEL)"))
        #expect(lines.contains("-info"))
        #expect(lines.contains("+debug"))
        #expect(
            lines.last == "background-persistence in ns: 0 to create, 2 to update, 0 to delete, 0 held, 0 unchanged; "
                + "bus check: skip")
    }

    @Test("is plain text unless colours are asked for")
    func colours() {
        #expect(!text(changed.plan()).contains("\u{1B}"))
        #expect(text(changed.plan(), coloured: true).contains("\u{1B}[32m+debug\u{1B}[0m"))
    }

    @Test("a hold says why and what to do, and a deletion that it is one")
    func holdsAndDeletions() {
        var fixture = PlanFixture()
        fixture.add("a", type: "ONLINE_WRITER", topic: "a")
        fixture.add("b", type: "USAGE_BUS_WRITER", topic: "b")
        fixture.apply()
        fixture.remove("b")
        fixture.put(.foreignDeployment("c"), uid: "x", manager: "vendor")
        fixture.add("c", type: "CLUSTER_MANAGER", topic: "c")
        let shown = text(fixture.plan())
        #expect(shown.contains("+++ /dev/null delete (NoLongerInSpec"))
        #expect(shown.contains("! Deployment ns/c held: NotOurs"))
        #expect(shown.contains("--adopt c"))
    }

    @Test("secrets are shown nowhere: not in creates, changes, nor as data")
    func redaction() throws {
        let old = try #require(TestSecret.inlinePassword.value.isEmpty ? nil : TestSecret.inlinePassword.value)
        let key = TestSecret.autodiscoverKey.value
        var fixture = PlanFixture("a")
        fixture.spec.document.autodiscoverKey = key
        fixture.change { $0.spec.additionalEnvVars = ["DB_PASSWORD": old, "DATABASE": "postgres://u:\(old)@h/db"] }
        let created = fixture.plan()
        fixture.apply()
        fixture.change {
            let new = TestSecret.wrongSASLPassword.value
            $0.spec.additionalEnvVars = ["DB_PASSWORD": new, "DATABASE": "postgres://u:\(new)@h/db"]
        }
        fixture.edit("background-persistence-autodiscover", kind: "Secret") { $0["data"] = [:] }
        let updated = fixture.plan()
        #expect(created.steps.contains { $0.object.kind == "Secret" && $0.action == .create })
        #expect(updated.steps.contains { $0.object.kind == "Secret" && $0.action == .update })
        for plan in [created, updated] {
            let shown = text(plan) + PlanJSON(specName: "s").value(plan).text()
            #expect(shown.contains("<redacted>"))
            for secret in TestSecret.listed.values {
                #expect(!shown.contains(secret))
                #expect(!shown.contains(Data(secret.utf8).base64EncodedString()))
            }
        }
    }

    @Test("as data it has a kind, stable codes, and the provenance of each change")
    func json() throws {
        let value = PlanJSON(specName: "spec.json").value(changed.plan())
        #expect(value["apiVersion"] == "persistence-operator.io/v1alpha1")
        #expect(value["kind"] == "Plan")
        #expect(value["hasChanges"] == true)
        #expect(value[path: "summary", "update"] == 2)
        let change = try #require(
            value["steps"]?.array?.first?["changes"]?.array?.first { $0["new"] == "debug" })
        #expect(change["old"] == "info")
        #expect(
            change["provenance"] == [
                "source": "spec", "file": "spec.json", "line": 31, "column": 19,
                "path": "writers[0].additional_env_vars.LEVEL",
            ])
    }

    @Test("a report says what became of each step, and how the command ends")
    func report() {
        let plan = changed.plan()
        let outcomes = plan.steps.map { StepOutcome(step: $0, result: $0.isMemory ? .unchanged : .applied) }
        let report = ExecutionReport(plan: plan, outcomes: outcomes, ending: .interrupted)
        let rollouts = [RolloutResult(writer: "a", state: .failed(reason: "TimedOut", message: "late"))]
        let value = PlanJSON(specName: "s").value(report, exitStatus: report.exitStatus, rollouts: rollouts)
        #expect(value["kind"] == "ReconcileReport")
        #expect(value["exitCode"] == 130)
        #expect(value["ending"] == "Interrupted")
        #expect(value["steps"]?.array?.map { $0["result"] } == ["Applied", "Unchanged"])
        #expect(value["rollouts"]?.array?.first?["state"] == "TimedOut")
        let text = ReconcileText().text(report, rollouts: rollouts)
        #expect(text.contains("updated Deployment ns/a (SpecChanged)"))
        #expect(text.contains("interrupted: run again to finish"))
        #expect(text.contains("rollout a: TimedOut: late"))
    }
}
