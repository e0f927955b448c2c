import Documents
import TestPeers
import Testing

/// `operator run` where what it writes is refused.
@Suite("the controller and refused writes", .requires(.controllers))
struct ControllerWriteTests {
    private var spec: JSONValue {
        ReconcileScenario.kafka(
            ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
            ReconcileScenario.writer("c", type: "RUST_OFFLINE_WRITER", ["pdb_max_unavailable": "1"]))
    }

    /// So many tries a pass, no more, of which one may be under way.
    private func expectTries(
        _ limit: Int, of status: Int, _ scenario: ControllerScenario, location: SourceLocation = #_sourceLocation
    ) async throws {
        let tries = try scenario.writes().count { $0.status == status }
        let passes = try await scenario.metric("persistence_operator_reconciles_total")
        #expect(Double(tries) <= Double(limit) * (passes + 1), sourceLocation: location)
        #expect(tries > 0, sourceLocation: location)
    }

    @Test("Events and a status that the API server takes long for delay no repair")
    func slowTelling() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c"])
            try scenario.proxy.arrange(delays: [
                CountingProxy.Delay(15, to: "*", pathContaining: "/events"),
                CountingProxy.Delay(15, to: "*", pathContaining: "-status"),
            ])
            for name in ["a", "b"] {
                try await scenario.namespace.delete("deployments", group: "apps/v1", name)
                try await eventually("\(name) is back", within: .seconds(3)) {
                    try await scenario.reconcile.deploymentNames() == ["a", "b", "c"]
                }
            }
        }
    }

    @Test(
        "fault 19: what always conflicts is tried three times a pass, holds its writer alone, and is written when it can be"
    )
    func conflict() async throws {
        let refusal = CountingProxy.Answer.refusal(409, "Conflict", to: "PATCH", pathContaining: "/deployments/a")
        try await ControllerScenario.run(spec, answers: [refusal]) { scenario in
            try await eventually("the others are applied") {
                try await scenario.reconcile.deploymentNames() == ["b", "c"]
            }
            try await eventually("it is told") { try await scenario.writer("a")?["reason"] == "Conflict" }
            try await expectTries(3, of: 409, scenario)
            try scenario.proxy.arrange()
            try await scenario.settled(["a", "b", "c"])
        }
    }

    @Test("fault 20: a field of ours that another manager took is taken back and named; what is not ours is left alone")
    func otherManagers() async throws {
        try await ControllerScenario.run(spec) { scenario in
            try await scenario.settled(["a", "b", "c"])
            try await scenario.setImage("b", to: "example.com/other:9")
            try await eventually("it is mended") {
                try await scenario.reconcile.container("b")?["image"] == "example.com/go:1"
            }
            let process = scenario.process
            try await eventually("manager and path are named") {
                process.errors.split(separator: "\n").contains {
                    $0.contains("taken-from") && $0.contains("kubectl-set") && $0.contains("image")
                }
            }
            let labels: JSONValue = ["app": "theirs"]
            let theirs: JSONValue = [
                "metadata": ["name": "theirs"],
                "spec": [
                    "selector": ["matchLabels": labels],
                    "template": [
                        "metadata": ["labels": labels],
                        "spec": ["containers": [["name": "main", "image": "example.com/theirs:1"]]],
                    ],
                ],
            ]
            let made = try await scenario.namespace.create("deployments", group: "apps/v1", theirs)
            var writers = scenario.reconcile.spec["writers"]?.array ?? []
            writers.append(ReconcileScenario.writer("theirs"))
            scenario.reconcile.spec["writers"] = .array(writers)
            try await scenario.save()
            try await eventually("it is held") { try await scenario.writer("theirs")?["reason"] == "NotOurs" }
            #expect(try await scenario.reconcile.deployment("theirs")["spec"] == made["spec"])
            #expect(try scenario.writes().allSatisfy { !$0.path.contains("/theirs") })
        }
    }

    @Test("fault 21: an overloaded server is asked again, whatever its Retry-After says")
    func tooManyRequests() async throws {
        let waits = ["a": "0", "b": "1", "c": "Fri, 01 Jan 1999 00:00:00 GMT"]
        let answers = waits.map { name, wait in
            CountingProxy.Answer.refusal(
                429, "TooManyRequests", to: "PATCH", pathContaining: "/deployments/\(name)",
                headers: ["Retry-After": wait], times: 2)
        }
        let absent = CountingProxy.Answer.refusal(
            429, "TooManyRequests", to: "PATCH", pathContaining: "/poddisruptionbudgets/", times: 2)
        try await ControllerScenario.run(spec, answers: answers + [absent]) { scenario in
            try await scenario.settled(["a", "b", "c"])
            #expect(try scenario.writes().count { $0.status == 429 } == 8)
            #expect(try scenario.writes().count { $0.status == 201 } == 5)
        }
    }

    @Test(
        "fault 26: what admission refuses holds its writer alone, is tried ever less often, and is written once it may be"
    )
    func admission() async throws {
        try await ControllerScenario.run(
            spec,
            kubeconfig: { namespace, proxy in
                let quota: JSONValue = [
                    "metadata": ["name": "none"], "spec": ["hard": ["count/poddisruptionbudgets.policy": "0"]],
                ]
                try await namespace.create("resourcequotas", quota)
                // By hand, what a controller does that these tests run without.
                let count: JSONValue = ["count/poddisruptionbudgets.policy": "0"]
                try await namespace.controlPlane.request(
                    "PATCH", namespace.path("resourcequotas", name: "none") + "/status",
                    ["status": ["hard": count, "used": count]], contentType: "application/merge-patch+json"
                ).orThrow()
                return proxy.kubeconfig
            }
        ) { scenario in
            try await eventually("all Deployments are applied") {
                try await scenario.reconcile.deploymentNames() == ["a", "b", "c"]
            }
            try await eventually("the writer is held for its budget") {
                let writer = try await scenario.writer("c")
                return writer?["reason"] == "Forbidden" && writer?["message"]?.string?.contains("quota") == true
            }
            try await eventually("it is tried again") { try scenario.writes().count { $0.status == 403 } >= 3 }
            try await expectTries(1, of: 403, scenario)
            try await scenario.namespace.delete("resourcequotas", "none")
            try await scenario.settled(["a", "b", "c"])
            try await eventually("nothing is said of it any more") {
                try await scenario.writer("c")?["reason"] != "Forbidden"
            }
        }
    }
}
