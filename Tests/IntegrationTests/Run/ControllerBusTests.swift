import Documents
import Glibc
import TestPeers
import Testing

/// `operator run` with a bus: real API server, librdkafka's mock cluster.
@Suite("the controller and the bus", .requires(.controllers))
struct ControllerBusTests {
    private func options(_ cluster: MockKafkaCluster) -> [String] { options(cluster.bootstrapServers) }

    private func options(_ servers: String) -> [String] {
        [
            "--kafka-bootstrap-servers", servers, "--bus-interval", "1s", "--listen", "127.0.0.1:0",
            "--no-leader-election",
        ]
    }

    private let spec = ReconcileScenario.kafka(
        ReconcileScenario.writer("ready", type: "GO_METRICS_BUS_WRITER"), ReconcileScenario.writer("waits"))

    @Test("holds the writer whose topic is missing, and releases it when the topic comes, over the same connections")
    func releases() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["metrics-bus", "dlq"] { cluster.createTopic(topic, partitions: 3) }
        try await ControllerScenario.run(spec, options: options(cluster)) { scenario in
            try await eventually("the other writer is applied") {
                try await scenario.reconcile.deploymentNames() == ["ready"]
            }
            try await eventually("the status says what is missing") {
                try await scenario.writer("waits")?["reason"]?.string == "TopicMissing"
            }
            #expect(try await scenario.condition("BusReady")?.status == "False")
            let waiting = try await scenario.writer("waits")
            #expect(
                waiting?["endpoints"]?.array?.first == ["id": "consume kafka:result-bus", "reason": "TopicMissing"])
            let connections = cluster.requestCount(of: "ApiVersion")
            let looks = cluster.requestCount(of: "Metadata")
            try await eventually("the bus is looked at again") { cluster.requestCount(of: "Metadata") > looks + 1 }
            #expect(cluster.requestCount(of: "ApiVersion") == connections)

            cluster.createTopic("result-bus", partitions: 3)
            try await eventually("the writer is released") {
                try await scenario.reconcile.deploymentNames() == ["ready", "waits"]
            }
            try await eventually("BusReady") { try await scenario.condition("BusReady")?.status == "True" }
            try await eventually("the status says what was done, and why") {
                try await scenario.writer("waits")?["lastChange"]?["reason"] == "NewWriter"
            }
        }
    }

    @Test(
        "tells what is wrong with a bus that can be used, and sees it end",
        .requires(.python))
    func findings() async throws {
        var state = KafkaBroker.State()
        for topic in ["metrics-bus", "result-bus", "dlq"] {
            state.topics[topic] = .init(
                partitions: 3, replicas: [0, 1, 2], inSync: [0, 1, 2], configs: ["retention.ms": "604800000"])
        }
        let broker = try await KafkaBroker(state)
        let options = options(broker.address) + ["--severity", "RetentionTooShort=blocks"]
        try await ControllerScenario.run(spec, options: options) { scenario in
            try await scenario.settled(["ready", "waits"])
            try await eventually("the bus is healthy") { try await scenario.condition("BusHealthy")?.status == "True" }
            var faulty = state
            faulty.topics["result-bus"]?.configs["retention.ms"] = "1000"
            try broker.set(faulty)
            try await eventually("the bus is not healthy") {
                try await scenario.condition("BusHealthy")?.reason == "Findings"
            }
            #expect(try await scenario.condition("BusReady")?.status == "True")
            let name = "persistence_operator_bus_findings"
            #expect(try await scenario.metric(name, "code=\"RetentionTooShort\"", "severity=\"blocks\"") == 1)
            // Whoever cannot reach the bus is told what the controller saw.
            let file = try Scratch.file("spec.json", scenario.reconcile.spec.text())
            let told = try await OperatorCLI.run(
                "check", "-f", file, "--from", "status", "--kubeconfig", scenario.reconcile.proxy.kubeconfig,
                "--kafka-bootstrap-servers", "127.0.0.1:1")
            #expect(told.exitCode == 2)
            #expect(told.output.contains("blocks: RetentionTooShort"), "\(told.output)\(told.errors)")
            // What runs goes on; what is new waits.
            #expect(try await scenario.reconcile.deploymentNames() == ["ready", "waits"])
            try broker.set(state)
            try await eventually("the bus is healthy again") {
                try await scenario.condition("BusHealthy")?.status == "True"
            }
            #expect(try await scenario.metric(name, "code=\"RetentionTooShort\"") == 0)
        }
    }

    @Test("brokers that do not answer keep nothing waiting that needs none of them")
    func silent() async throws {
        // Connections are made, and nobody reads from them.
        let (listener, port) = try LoopbackSocket.listen()
        defer { close(listener) }
        let options = [
            "--kafka-bootstrap-servers", "127.0.0.1:\(port)", "--bus-timeout", "60s", "--listen", "127.0.0.1:0",
            "--no-leader-election",
        ]
        try await ControllerScenario.run(spec, options: options) { scenario in
            try await eventually("the status says that the bus is not known") {
                try await scenario.writer("waits")?["reason"] == "NotChecked"
            }
        }
    }

    @Test("mends drift while the bus is down, and says that it is")
    func drift() async throws {
        let cluster = try MockKafkaCluster()
        for topic in ["metrics-bus", "result-bus", "dlq"] { cluster.createTopic(topic, partitions: 3) }
        try await ControllerScenario.run(spec, options: options(cluster)) { scenario in
            try await scenario.settled(["ready", "waits"])
            try await eventually("BusReady") { try await scenario.condition("BusReady")?.status == "True" }
            cluster.setDown()
            try await eventually("the bus is unknown", within: .seconds(60)) {
                try await scenario.condition("BusReady")?.status == "Unknown"
            }
            try await scenario.setImage("waits", to: "example.com/other:9")
            try await eventually("the image is mended") {
                try await scenario.reconcile.container("waits")?["image"] == "example.com/python:1"
            }
            try await scenario.namespace.delete("deployments", group: "apps/v1", "ready")
            try await eventually("the deleted one is back") {
                try await scenario.reconcile.deploymentNames() == ["ready", "waits"]
            }
            cluster.setUp()
            try await eventually("the bus is seen again", within: .seconds(60)) {
                try await scenario.condition("BusReady")?.status == "True"
            }
        }
    }
}
