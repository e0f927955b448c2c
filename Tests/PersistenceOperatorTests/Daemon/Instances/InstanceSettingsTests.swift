import Documents
import Testing
import WriterSpecs

@testable import PersistenceOperator

@Suite("the settings of a resource's instance")
struct InstanceSettingsTests {
    private func settings(allowsOtherNamespaces: Bool) throws -> InstanceSettings {
        var template = InstanceSettings(
            request: SpecRequest(path: ""), rendering: RenderSettings(), bus: BusSettings(check: .skip),
            planning: PlanSettings(busCheck: .skip))
        template.allowsOtherNamespaces = allowsOtherNamespaces
        let resource = try #require(
            BackgroundPersistence([
                "metadata": ["name": "a", "namespace": "home", "uid": "u"], "spec": ["writers": []],
            ]))
        return template.settings(of: resource)
    }

    private func load(_ namespace: String, allowsOtherNamespaces: Bool) throws -> String? {
        let text = #"{"common_persistence_specs": {"namespace": "\#(namespace)"}}"#
        let request = try settings(allowsOtherNamespaces: allowsOtherNamespaces).request
        return try SpecLoader.load(request, bytes: Array(text.utf8)).reading.document?.common.namespace
    }

    @Test("its spec names its own namespace, or any where the operator's flag allows it (--allow-other-namespaces)")
    func namespaces() throws {
        #expect(try load("home", allowsOtherNamespaces: false) == "home")
        #expect(throws: UsageError.self) { try load("other", allowsOtherNamespaces: false) }
        #expect(try load("other", allowsOtherNamespaces: true) == "other")
    }
}
