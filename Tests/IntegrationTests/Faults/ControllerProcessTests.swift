import Documents
import FoundationEssentials
import TestPeers
import Testing

/// What the process of `operator run` meets from outside.
@Suite("the controller's process", .requires(.controllers))
struct ControllerProcessTests {
    @Test(
        "fault 4: told to end while it writes, it finishes what is under way, records it, and then releases the Lease")
    func terminated() async throws {
        // More than are written at once.
        let names = (10..<70).map { "w\($0)" }
        let writers = names.map { ReconcileScenario.writer($0) }
        var spec = ReconcileScenario.kafka()
        spec["writers"] = .array(writers)
        // Times in which a busy machine, too, answers each write.
        let times = ["--lease-duration", "60s", "--renew-deadline", "30s", "--retry-period", "2s"]
        try await ReplicaScenario.run(spec, times: times) { scenario in
            let first = try await scenario.start(delays: [.init(2, to: "PATCH", pathContaining: "/deployments/")])
            try await eventually("some are applied, and others under way") {
                try first.writes().contains { $0.path.contains("/deployments/") }
            }
            first.process.signal(15)
            let ended = try await first.process.finish(within: .seconds(30))
            #expect(ended.exitCode == 0, "\(ended.errors)")
            #expect(try await scenario.holder().isEmpty)

            let made = try await scenario.namespace.list("deployments", group: "apps/v1").compactMap {
                $0[path: "metadata", "name"]?.string
            }
            #expect(made.count < names.count, "it was to be told in the middle")
            let recorded = try await scenario.namespace.get("configmaps", "background-persistence-inventory")["data"]
            #expect(names.filter { recorded?[$0] != nil } == made.sorted())
            #expect(try first.proxy.writes().last?.path.contains("/leases/") == true, "the Lease is released last")

            let second = try await scenario.start()
            try await eventually("the next one does the rest", within: .seconds(60)) {
                try await scenario.namespace.list("deployments", group: "apps/v1").count == names.count
            }
            let creations = try (first.writes() + second.writes()).filter {
                $0.status == 201 && $0.path.contains("/deployments/")
            }
            #expect(creations.count == names.count, "nothing is made twice")
            #expect(try first.writes().count { $0.path.contains("/deployments/") } == made.count)
        }
    }

    @Test("fault 9: a log that nobody reads, or that goes away, stops nothing, and what is missing is said")
    func unreadLog() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"), ReconcileScenario.writer("b"))
        try await ReconcileScenario.run(spec) { scenario in
            let pipe = try UnreadPipe()
            let file = Scratch.path("followed.json")
            func save() throws { try scenario.spec.text().write(toFile: file, atomically: true, encoding: .utf8) }
            func image(_ tag: Int) async throws {
                scenario.spec[path: "common_persistence_specs", "bus_writer_image_python"] = .string("image:\(tag)")
                try save()
                try await eventually("image \(tag) is applied") {
                    try await scenario.container("a")?["image"] == .string("image:\(tag)")
                }
            }
            try save()
            let process = try OperatorCLI.start(
                [
                    "run", "-f", file, "--kubeconfig", scenario.proxy.kubeconfig, "--log-level", "trace", "--listen",
                    "none", "--bus-check", "skip", "--no-leader-election",
                ], logTo: pipe)
            try await eventually("the spec is applied") { try await scenario.deploymentNames() == ["a", "b"] }
            try await image(2)
            var read = pipe.read()
            try await image(3)
            try await eventually("it is said that lines are missing") {
                read += pipe.read()
                return read.contains("lines are missing here") && read.contains("lost=")
            }
            pipe.close()
            try await image(4)
            process.signal(15)
            #expect(try await process.finish(within: .seconds(20)).exitCode == 0)
        }
    }
}
