import Documents
import TestPeers
import Testing

/// What somebody else changes, and what the spec no longer says.
@Suite("a live instance", .requires(.controllers), .requires(.kubectl))
struct LiveChangesTests {
    private static let skipBus = ["--bus-check", "skip"]

    @Test("fault 20: a hand-edited image and a removed variable are seen and mended; what others added stays")
    func drift() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["additional_env_vars": ["KEEP": "1"]]))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            let deployments = scenario.namespace.path("deployments", group: "apps/v1", name: "a")
            let edit: JSONValue = [
                "metadata": ["labels": ["team": "x"], "annotations": ["note": "hello"]],
                "spec": [
                    "template": [
                        "spec": [
                            "containers": [
                                [
                                    "name": "writer", "image": "example.com/by-hand:9",
                                    "env": [["name": "KEEP", "$patch": "delete"]],
                                ]
                            ]
                        ]
                    ]
                ],
            ]
            try await scenario.namespace.controlPlane.request(
                "PATCH", deployments + "?fieldManager=kubectl-edit", edit,
                contentType: "application/strategic-merge-patch+json"
            ).orThrow()

            let diff = try await scenario.diff()
            #expect(diff.exitCode == 1)
            #expect(diff.output.contains("-example.com/by-hand:9"))
            #expect(diff.output.contains("env[name=KEEP]"))
            #expect(diff.output.contains("kubectl-edit"))
            #expect(diff.output.contains("metadata.labels.team is kubectl-edit's: left alone"))
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.container("a")?["image"] == "example.com/python:1")
            #expect(try await scenario.variables("a").contains("KEEP"))
            let metadata = try await scenario.deployment("a")["metadata"]
            #expect(metadata?[path: "labels", "team"] == "x")
            #expect(metadata?[path: "annotations", "note"] == "hello")
            #expect(try await scenario.diff().exitCode == 0)
        }
    }

    @Test("a variable and a limit that are removed from the spec disappear")
    func removals() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer(
                "a", ["additional_env_vars": ["GONE": "1", "KEEP": "1"], "limit": ["memory": "64Mi", "cpu": "1"]]))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            scenario.spec["writers"] = [
                ReconcileScenario.writer("a", ["additional_env_vars": ["KEEP": "1"], "limit": ["cpu": "1"]])
            ]
            let diff = try await scenario.diff()
            #expect(diff.output.contains("env[name=GONE]"))
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await !scenario.variables("a").contains("GONE"))
            #expect(try await scenario.container("a")?[path: "resources", "limits"] == ["cpu": "1"])
            #expect(try await scenario.diff().exitCode == 0)
        }
    }

    @Test("quantities that are written otherwise are no change")
    func equalQuantities() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a", ["request": ["cpu": "1000m", "memory": "1024Mi"]]))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            try await scenario.reconcile()
            let diff = try await scenario.diff()
            #expect(diff.exitCode == 0, "\(diff.output)")
        }
    }

    @Test("autoscaling on and off and a scale by hand never change the number of replicas")
    func replicas() async throws {
        var spec = try ReconcileScenario.example("pubsub.json")
        let writer = { (hpa: JSONValue?) -> JSONValue in
            var fields: JSONValue = ["default_replica_count": 8]
            fields["hpa_specs"] = hpa
            return ReconcileScenario.writer("online", fields)
        }
        spec["writers"] = .array([writer(nil)])
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            let watch = try ChildProcess(
                "kubectl",
                [
                    "--kubeconfig", scenario.namespace.controlPlane.adminKubeconfig, "-n", scenario.namespace.name,
                    "get",
                    "deployment", "online", "--watch", "-o", "jsonpath={.spec.replicas}{\"\\n\"}",
                ])
            _ = try await watch.line(within: .seconds(30)) { $0 == "8" }

            scenario.spec["writers"] = .array([writer(["hpa_min_replicas": 2, "hpa_max_replicas": 64])])
            let added = try await scenario.reconcile()
            #expect(added.exitCode == 0, "\(added.output)\(added.errors)")
            #expect(try await scenario.deployment("online")[path: "spec", "replicas"] == 8)
            try await scenario.namespace.scale("online", to: 40)
            scenario.spec[path: "common_persistence_specs", "bus_writer_image_python"] = "example.com/python:2"
            #expect(try await scenario.reconcile().exitCode == 0)
            #expect(try await scenario.deployment("online")[path: "spec", "replicas"] == 40)
            scenario.spec["writers"] = .array([writer(nil)])
            #expect(try await scenario.reconcile().exitCode == 0)
            scenario.spec[path: "common_persistence_specs", "bus_writer_image_python"] = "example.com/python:3"
            let kept = try await scenario.reconcile()
            #expect(kept.output.contains("ReplicasDiffer"))
            #expect(try await scenario.deployment("online")[path: "spec", "replicas"] == 40)
            // The explicit word: the spec's own number changes.
            var six = writer(nil)
            six["default_replica_count"] = 6
            scenario.spec["writers"] = .array([six])
            #expect(try await scenario.reconcile().exitCode == 0)
            _ = try await watch.line(within: .seconds(30)) { $0 == "6" }
            await watch.stop()
            let seen = watch.output.split(separator: "\n").map(String.init)
            #expect(Self.steps(seen) == ["8", "40", "6"])
        }
    }

    /// The values without repetitions.
    private static func steps(_ values: [String]) -> [String] {
        values.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    @Test("fault 20: a foreign Deployment of a writer's name stays untouched until it is adopted")
    func foreign() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("theirs"), ReconcileScenario.writer("ours", type: "CLUSTER_MANAGER"))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            let theirs: JSONValue = [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "theirs", "labels": ["app": "theirs"]],
                "spec": [
                    "replicas": 5, "selector": ["matchLabels": ["app": "theirs"]],
                    "template": [
                        "metadata": ["labels": ["app": "theirs"]],
                        "spec": [
                            "securityContext": ["runAsUser": 1000],
                            "containers": [["name": "main", "image": "example.com/vendor:1"]],
                        ],
                    ],
                ],
            ]
            let created = try await scenario.namespace.create("deployments", group: "apps/v1", theirs)
            let held = try await scenario.reconcile()
            #expect(held.exitCode == 2)
            #expect(held.output.contains("--adopt theirs"))
            #expect(try await scenario.deployment("theirs")["spec"] == created["spec"])
            #expect(try await scenario.deploymentNames().sorted() == ["ours", "theirs"])

            let shown = try await scenario.diff("--adopt", "theirs")
            #expect(shown.output.contains("-example.com/vendor:1"))
            let adopted = try await scenario.reconcile("--adopt", "theirs")
            #expect(adopted.exitCode == 0, "\(adopted.output)")
            let after = try await scenario.deployment("theirs")
            #expect(after[path: "spec", "replicas"] == 5)
            #expect(after[path: "spec", "selector"] == ["matchLabels": ["app": "theirs"]])
            let pod = after[path: "spec", "template", "spec"]
            #expect(pod?["securityContext"] == ["runAsUser": 1000])
            #expect(pod?["containers"]?.array?.map { $0["name"] } == ["main"])
            #expect(pod?["containers"]?.array?.first?["image"] == "example.com/python:1")
            let diff = try await scenario.diff()
            #expect(diff.exitCode == 0, "\(diff.output)")
        }
    }

    @Test("a renamed writer's old Deployment goes once the new one is available, not before")
    func rename() async throws {
        let other = ReconcileScenario.writer("other", type: "GO_METRICS_BUS_WRITER")
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("old"), other)
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            scenario.spec["writers"] = [ReconcileScenario.writer("new"), other]
            let first = try await scenario.reconcile()
            #expect(first.exitCode == 75)
            #expect(first.output.contains("ReplacementNotAvailable"))
            #expect(try await scenario.deploymentNames().sorted() == ["new", "old", "other"])
            try await scenario.namespace.completeRollout(of: "new")
            let second = try await scenario.reconcile()
            #expect(second.exitCode == 0, "\(second.output)")
            #expect(try await scenario.deploymentNames().sorted() == ["new", "other"])
        }
    }

    @Test("a renamed writer whose new topic is missing keeps its old Deployment")
    func renameToMissingTopic() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["result-bus", "metrics-bus", "dlq"] { cluster.createTopic(topic, partitions: 3) }
        let other = ReconcileScenario.writer("other", type: "GO_METRICS_BUS_WRITER")
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("old"), other)
        let options = ["--kafka-bootstrap-servers", cluster.bootstrapServers]
        try await ReconcileScenario.run(spec, options: options) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            scenario.spec["writers"] = [ReconcileScenario.writer("new"), other]
            scenario.spec[path: "common_persistence_specs", "result_bus_topic_id"] = "gone"
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 2, "\(result.output)")
            #expect(try await scenario.deploymentNames().sorted() == ["old", "other"])
        }
    }

    @Test("fault 34: over the budget nothing is deleted without an explicit word")
    func budget() async throws {
        let spec = ReconcileScenario.kafka(
            ReconcileScenario.writer("a"), ReconcileScenario.writer("b", type: "GO_METRICS_BUS_WRITER"),
            ReconcileScenario.writer("c", type: "QUERY_MIRROR_CONSUMER"))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            #expect(try await scenario.reconcile().exitCode == 0)
            scenario.spec["writers"] = []
            let held = try await scenario.reconcile()
            #expect(held.exitCode == 2)
            #expect(held.output.contains("--allow-deletions all"))
            #expect(try await scenario.deploymentNames().count == 3)
            #expect(try await scenario.reconcile("--allow-deletions", "all").exitCode == 0)
            #expect(try await scenario.deploymentNames().isEmpty)
        }
    }

    @Test("what a rollback by hand brings back is mended, and the number of replicas stays")
    func rollback() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["default_replica_count": 2]))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            try await scenario.reconcile()
            let namespace = scenario.namespace
            let revision = { (number: String) async throws -> Bool in
                try await namespace.get("deployments", group: "apps/v1", "a")[
                    path: "metadata", "annotations", "deployment.kubernetes.io/revision"] == .string(number)
            }
            try await eventually("the first revision") { try await revision("1") }
            scenario.spec["writers"] = [
                ReconcileScenario.writer("a", ["default_replica_count": 5, "image_override": "example.com/other:2"])
            ]
            try await scenario.reconcile()
            try await eventually("the second revision") { try await revision("2") }
            try await scenario.namespace.scale("a", to: 40)
            try await scenario.namespace.controlPlane.kubectl(
                "-n", scenario.namespace.name, "rollout", "undo", "deployment/a")
            try await eventually("the rollback") { try await revision("3") }
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
            #expect(try await scenario.container("a")?["image"] == "example.com/other:2")
            #expect(try await scenario.deployment("a")[path: "spec", "replicas"] == 40)
            let diff = try await scenario.diff()
            #expect(diff.exitCode == 0, "\(diff.output)")
        }
    }

    @Test("fault 27: overlays that the server fills with defaults are applied once")
    func overlayDefaults() async throws {
        let catalogue: JSONValue = [
            "podTemplate": [
                "spec": [
                    "tolerations": [["key": "a", "operator": "Exists"]],
                    "volumes": [
                        ["name": "config", "configMap": ["name": "settings", "optional": true]],
                        [
                            "name": "token",
                            "projected": ["sources": [["serviceAccountToken": ["path": "token", "audience": "x"]]]],
                        ],
                    ],
                    "containers": [
                        [
                            "name": "writer",
                            "env": [
                                ["name": "POD_NAME", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
                                ["name": "LIMIT", "valueFrom": ["resourceFieldRef": ["resource": "limits.memory"]]],
                            ],
                            "ports": [["containerPort": 8080]],
                            "livenessProbe": ["httpGet": ["path": "/healthz", "port": 8080]],
                            "volumeMounts": [["name": "config", "mountPath": "/etc/settings"]],
                        ]
                    ],
                ]
            ]
        ]
        let file = try Scratch.file("catalogue.json", catalogue.text())
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a"))
        try await ReconcileScenario.run(spec, options: Self.skipBus + ["--catalogue", file]) { scenario in
            let first = try await scenario.reconcile()
            #expect(first.exitCode == 0, "\(first.output)\(first.errors)")
            let diff = try await scenario.diff()
            #expect(diff.exitCode == 0, "\(diff.output)")
        }
    }

    @Test("a variable that somebody gave another source is named where it cannot be mended")
    func variableSource() async throws {
        let spec = ReconcileScenario.kafka(ReconcileScenario.writer("a", ["additional_env_vars": ["LEVEL": "info"]]))
        try await ReconcileScenario.run(spec, options: Self.skipBus) { scenario in
            try await scenario.reconcile()
            let edit: JSONValue = [
                "spec": [
                    "template": [
                        "spec": [
                            "containers": [
                                [
                                    "name": "writer",
                                    "env": [
                                        [
                                            "name": "LEVEL", "value": .null,
                                            "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]],
                                        ]
                                    ],
                                ]
                            ]
                        ]
                    ]
                ]
            ]
            try await scenario.namespace.controlPlane.request(
                "PATCH",
                scenario.namespace.path("deployments", group: "apps/v1", name: "a") + "?fieldManager=kubectl-edit",
                edit, contentType: "application/strategic-merge-patch+json"
            ).orThrow()
            let result = try await scenario.reconcile()
            #expect(result.exitCode == 2, "\(result.output)\(result.errors)")
            #expect(result.output.contains("valueFrom"))
        }
    }
}
