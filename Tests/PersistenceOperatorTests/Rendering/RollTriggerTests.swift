import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("configuration that rolls writers")
struct RollTriggerTests {
    private let configMap = ConfigurationName(kind: .configMap, name: "w")
    private let secret = ConfigurationName(kind: .secret, name: "s")

    private func state(_ data: JSONValue, uid: String = "u-1") -> ConfigurationState {
        ConfigurationState(of: ["metadata": ["uid": .string(uid), "resourceVersion": "7"], "data": data])
    }

    private func annotation(_ states: [ConfigurationName: ConfigurationState], loadsMap: Bool = true) throws -> String?
    {
        var fixture = RenderingFixture()
        fixture.writer.spec.loadWriterConfigMap = loadsMap
        fixture.settings.rollTriggers = RollTriggers(states)
        return try fixture.object("Deployment").body[
            path: "spec", "template", "metadata", "annotations", "persistence-operator.io/configuration"]?.string
    }

    @Test("a writer has one hash of what it refers to, which changes with the content and nothing else")
    func hash() throws {
        let first = try #require(try annotation([configMap: state(["a": "1"])]))
        #expect(try annotation([configMap: state(["a": "1"])]) == first)
        #expect(try annotation([configMap: state(["a": "2"])]) != first)
        #expect(try annotation([configMap: state(["a": "1"], uid: "u-2")]) != first, "the key is the object's own")
        #expect(try annotation([configMap: .absent]) != first)
        #expect(try annotation([configMap: state(["a": "1"]), secret: state(["p": "x"])]) == first, "not its Secret")
        #expect(try annotation([secret: state(["p": "x"])]) == nil)
        #expect(try annotation([:]) == nil)
        #expect(try annotation([configMap: state(["a": "1"])], loadsMap: false) == nil)
    }

    @Test("what may not be read holds the writer, and is no change of it")
    func unreadable() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.loadWriterConfigMap = true
        fixture.settings.rollTriggers = RollTriggers([configMap: .unreadable(reason: "403")])
        #expect(fixture.render().hold?.reason == "ConfigurationUnreadable")
        fixture.writer.spec.loadWriterConfigMap = false
        #expect(fixture.render().hold == nil)
    }

    @Test(
        "what pods do not start without holds the writer while it does not exist: running pods are not rolled into nothing"
    )
    func missing() throws {
        let pod = try JSONValue(
            parsing:
                #"{"containers": [{"envFrom": [{"secretRef": {"name": "s"}}, {"configMapRef": {"name": "w", "optional": true}}]}]}"#
        )
        #expect(try RollTriggers([configMap: .absent]).hash(for: pod) != nil)
        let refusal = #expect(throws: RenderHold.self) { try RollTriggers([secret: .absent]).hash(for: pod) }
        #expect(refusal?.reason == "ConfigurationMissing")
    }

    @Test("the hash is HMAC-SHA-256 (RFC 4231 has the algorithm's own vectors), and nothing of the content")
    func keyed() {
        // echo -n '{"binaryData":{},"data":{"password":"aHVudGVy"}}' | openssl dgst -sha256 -hmac u-1
        let hashed = state(["password": "aHVudGVy"])
        guard case .digest(let digest) = hashed else {
            Issue.record("no digest")
            return
        }
        #expect(digest == "2d33b750293f822927c94c6856fb7a699177718d189a3d8d48026ecd0fa36edb")
    }

    @Test("every way to refer to configuration is seen")
    func references() throws {
        let pod = try JSONValue(
            parsing: """
                {"initContainers": [{"envFrom": [{"secretRef": {"name": "s-1"}}]}],
                 "containers": [{"envFrom": [{"configMapRef": {"name": "c-1", "optional": true}}],
                   "env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c-2", "key": "k"}}},
                           {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s-2", "key": "k"}}}, {"name": "C", "value": "v"}]}],
                 "volumes": [{"name": "v", "configMap": {"name": "c-3"}}, {"name": "w", "secret": {"secretName": "s-3"}},
                   {"name": "x", "projected": {"sources": [{"configMap": {"name": "c-4"}}, {"secret": {"name": "s-4"}}]}}]}
                """)
        let references = PodReferences.all(in: pod)
        #expect(
            references.map(\.configuration.description) == [
                "Secret/s-1", "ConfigMap/c-1", "ConfigMap/c-2", "Secret/s-2", "ConfigMap/c-3", "Secret/s-3",
                "ConfigMap/c-4", "Secret/s-4",
            ])
        #expect(references.filter(\.isOptional).map(\.configuration.name) == ["c-1"])
    }

    @Test(
        "names are written as kubectl has them",
        arguments: [
            ("configmap/w", "ConfigMap/w"), ("Secret/s", "Secret/s"), ("w", nil), ("pod/w", nil), ("secret/", nil),
        ])
    func names(text: String, name: String?) {
        #expect(ConfigurationName(text)?.description == name)
    }
}
