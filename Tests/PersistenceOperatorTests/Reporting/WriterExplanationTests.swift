import Documents
import FoundationEssentials
import Testing

@testable import PersistenceOperator

@Suite("the explanation of a writer")
struct WriterExplanationTests {
    private let now = Date(timeIntervalSince1970: 1_000_000_000)

    private func pod(_ name: String, ready: Bool, waiting: String? = nil) throws -> PodSighting {
        var container: JSONValue = ["restartCount": ready ? 0 : 5]
        if let waiting { container["state"] = ["waiting": ["reason": .string(waiting), "message": "token=secret"]] }
        return try #require(
            PodSighting([
                "metadata": ["name": .string(name), "creationTimestamp": "2001-09-09T01:44:40Z"],
                "status": [
                    "phase": ready ? "Running" : "Pending", "containerStatuses": [container],
                    "conditions": [["type": "Ready", "status": ready ? "True" : "False"]],
                ],
            ]))
    }

    private func explanation() throws -> WriterExplanation {
        let status = WriterStatus(
            name: "online", phase: .progressing, reason: "ImagePullFailed", message: "1 of 2 replicas are available",
            action: "check the image's name and the pull secret", desired: 2, updated: 2, available: 1, image: "p:2")
        let key = ObjectKey(kind: "Deployment", namespace: "bus", name: "online")
        return WriterExplanation(
            writer: "online", instance: "prod", namespace: "bus", source: "spec.json", driver: nil, status: status,
            lastChange: ["time": "2001-09-09T01:41:40Z", "reason": "SpecChanged"],
            settings: [.init(name: "image", value: "p:2", origin: "spec.json:9:3 writers[0].image_override")],
            findings: [],
            objects: [
                .init(
                    key: key, action: .update, reason: StepReason("Drift", "somebody changed it"),
                    fields: ["a", "b", "c", "d"], hold: nil)
            ],
            pods: [try pod("online-1", ready: true), try pod("online-2", ready: false, waiting: "ImagePullBackOff")],
            endpoints: [
                .init(id: "consume kafka:r", origin: "spec.json:5:1 result_bus_topic_id", reason: "Ready", note: "")
            ], seenBy: "anonymous on vm at b:9092", instanceHolds: [])
    }

    @Test("is one screen: the verdict and what to do first, then spec, objects, pods and bus")
    func text() throws {
        #expect(
            try explanation().text(now: now) == """
                online: Progressing: ImagePullFailed: 1 of 2 replicas are available
                  to do: check the image's name and the pull secret

                SPEC  spec.json
                  image  p:2  spec.json:9:3 writers[0].image_override

                OBJECTS  instance prod in bus
                  Deployment online  to be updated  Drift: somebody changed it (a, b, c and 1 more)

                PODS  1 of 2 available, 2 current; last change 5m ago: SpecChanged
                  online-1  Running  ready      0 restarts  2m
                  online-2  Pending  not ready  5 restarts  2m  ImagePullFailed: its image cannot be pulled

                BUS  seen by anonymous on vm at b:9092
                  consume kafka:r  Ready  spec.json:5:1 result_bus_topic_id

                DRIVEN BY  nobody: applied by operator reconcile

                """)
    }

    @Test("keeps the words of pods and registries in the cluster, also as data")
    func data() throws {
        let json = try explanation().json
        #expect(!json.text().contains("secret=") && !json.text().contains("token"))
        #expect(json["pods"]?.array?[1]["trouble"] == "ImagePullFailed")
        #expect(json["replicas"] == ["desired": 2, "updated": 2, "available": 1])
        #expect(json["drivenBy"] == .null)
    }

    @Test("finds the instance that says it has the writer, else the only one, else the one that is named")
    func locating() throws {
        func report(_ instance: String, writers: String...) throws -> InstanceReport {
            var report = InstanceReport(namespace: "n", instance: instance, inventory: nil, status: nil)
            report.status = ["writers": .array(writers.map { ["name": .string($0)] })]
            return report
        }
        let reports = [try report("a", writers: "x"), try report("b", writers: "y")]
        func chosen(_ writer: String, _ instance: String = "background-persistence") -> String? {
            SpecLocator.choose(reports, writer: writer, instance: instance)?.instance
        }
        #expect(chosen("y") == "b")
        #expect(chosen("z") == nil)
        #expect(chosen("y", "a") == "a", "the one that somebody names")
        #expect(SpecLocator.choose([reports[0]], writer: "z", instance: "background-persistence")?.instance == "a")
    }

    @Test(
        "a recorded source is read back",
        arguments: [
            "file /etc/spec with blanks.json", "ConfigMap ns/specs", "ConfigMap ns/specs:spec.json",
            "BackgroundPersistence ns/example",
        ])
    func recorded(text: String) throws {
        let name =
            switch try #require(RecordedSource(text)) {
            case .file(let path): "file \(path)"
            case .configMap(let place):
                "ConfigMap \(place.namespace)/\(place.configMap)" + (place.key.map { ":\($0)" } ?? "")
            case .resource(let namespace, let name): "BackgroundPersistence \(namespace)/\(name)"
            }
        #expect(name == text)
        for other in ["", "file", "Git repo/path", "ConfigMap specs", "BackgroundPersistence a/b/c"] {
            #expect(RecordedSource(other) == nil)
        }
    }
}
