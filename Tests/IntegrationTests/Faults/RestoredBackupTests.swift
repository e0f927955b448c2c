import Documents
import FoundationEssentials
import TestPeers
import Testing

/// `operator run` where the cluster is suddenly what it was before.
@Suite("the controller and a restored backup", .requires(.controllers))
struct RestoredBackupTests {
    @Test("fault 32: after etcd was restored from an old backup what was last wanted is applied again, by itself")
    func restored() async throws {
        var plane = try await ControlPlane.start()
        let data = "\(plane.folder)/etcd"
        let backup = Scratch.path("backup")
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a"), ReconcileScenario.writer("b", ["pdb_max_unavailable": "1"]))
        try await ControllerScenario.run(spec, on: plane) { scenario in
            try await scenario.settled(["a", "b"])
            await plane.stop()
            try FileManager.default.copyItem(atPath: data, toPath: backup)
            plane = try await plane.startAgain()

            scenario.reconcile.spec["writers"] = .array([
                ReconcileScenario.writer("a", ["image_override": "example.com/other:2"]),
                ReconcileScenario.writer("b"), ReconcileScenario.writer("new", type: "GO_METRICS_BUS_WRITER"),
            ])
            try await scenario.save()
            try await scenario.settled(["a", "b", "new"])
            try await eventually("nothing is left to do") { try await scenario.reconcile.diff().exitCode == 0 }
            let clean = try await scenario.endState()
            let deletions = try scenario.writes().count { $0.method == "DELETE" && $0.status == 200 }

            // Backups are older than a few writes: the server is not to catch up with what the controller has seen.
            try await scenario.namespace.create("configmaps", ["metadata": ["name": "busy"]])
            for round in 1...200 {
                try await scenario.namespace.patch("configmaps", "busy", ["data": ["round": .string("\(round)")]])
            }
            await plane.stop()
            try FileManager.default.removeItem(atPath: data)
            try FileManager.default.moveItem(atPath: backup, toPath: data)
            plane = try await plane.startAgain()
            #expect(try await scenario.reconcile.deploymentNames() == ["a", "b"], "as it was")
            // The silence of a watch is noticed at its end, 50 s after it began at the latest.
            try await eventually("the new writer is back", within: .seconds(90)) {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "new"]
            }
            try await eventually("it is as it was last wanted", within: .seconds(90)) {
                try await scenario.endState() == clean
            }
            // The budget that was dropped came back with the backup.
            #expect(try scenario.writes().count { $0.method == "DELETE" && $0.status == 200 } == deletions + 1)
        }
        await plane.stop()
    }
}
