import KubeClient
import Testing

@testable import PersistenceOperator

@Suite("where a controller finds its specs")
struct SpecPlaceTests {
    @Test("a ConfigMap is namespace and name, and a key where it has several")
    func configMap() throws {
        let place = try ConfigMapSpecSource.Place("bus/specs:online.yaml")
        #expect((place.namespace, place.configMap, place.key) == ("bus", "specs", "online.yaml"))
        #expect(try ConfigMapSpecSource.Place("bus/specs").key == nil)
    }

    @Test("what is no ConfigMap is refused", arguments: ["specs", "a/b/c", "/specs", "bus/", "bus/specs:", ""])
    func malformed(text: String) {
        #expect(throws: UsageError.self) { try ConfigMapSpecSource.Place(text) }
    }

    @Test("a Lease is namespace and name, by default one for each instance; its times must leave room")
    func lease() throws {
        func request(_ lease: String?, _ duration: Int64 = 15) throws(UsageError) -> ElectionRequest {
            try ElectionRequest(
                lease: lease, leaseDuration: .seconds(duration), renewDeadline: .seconds(10), retryPeriod: .seconds(2))
        }
        let settings = try request(nil).settings(namespace: "bus", instance: "online")
        #expect((settings.namespace, settings.name) == ("bus", "persistence-operator-online"))
        #expect(try request("x/y").settings(namespace: "bus", instance: "online").name == "y")
        #expect(throws: UsageError.self) { try request("y") }
        #expect(throws: UsageError.self) { try request(nil, 10) }
    }
}
