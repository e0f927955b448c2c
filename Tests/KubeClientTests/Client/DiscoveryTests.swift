import HTTPTransport
import KubeClient
import TestPeers
import Testing

@Suite("Discovery")
struct DiscoveryTests {
    private func discover(version: String, groups: String) async throws -> (ServerDiscovery, requests: Int) {
        let server = try StubHTTPServer { request in
            request.path == "/version" ? StubResponse(json: version) : StubResponse(json: groups)
        }
        let client = KubeClient(KubeConfiguration(server: server.url, proxy: .none))
        return (try await client.discover(), server.requests.count)
    }

    private func group(_ name: String, _ versions: String...) -> String {
        let entries = versions.map { #"{"groupVersion":"\#(name)/\#($0)","version":"\#($0)"}"# }
        return #"{"name":"\#(name)","versions":[\#(entries.joined(separator: ","))]}"#
    }

    private func list(_ groups: String...) -> String {
        #"{"kind":"APIGroupList","apiVersion":"v1","groups":[\#(groups.joined(separator: ","))]}"#
    }

    @Test("chooses the newest version that is served, in two requests")
    func newest() async throws {
        let groups = list(group("policy", "v1", "v1beta1"), group("autoscaling", "v1", "v2", "v2beta2"))
        let (discovery, requests) = try await discover(
            version: #"{"major":"1","minor":"24+","gitVersion":"v1.24.6-gke.1"}"#, groups: groups)
        #expect(requests == 2)
        #expect(discovery.version == ServerVersion(major: 1, minor: 24, text: "v1.24.6-gke.1"))
        #expect(discovery.podDisruptionBudgets?.apiVersion == "policy/v1")
        #expect(discovery.horizontalPodAutoscalers?.apiVersion == "autoscaling/v2")
    }

    @Test("falls back to older versions, and to none")
    func older() async throws {
        let (discovery, _) = try await discover(
            version: #"{"major":"1","minor":"20"}"#,
            groups: list(group("policy", "v1beta1"), group("autoscaling", "v1")))
        #expect(discovery.podDisruptionBudgets?.apiVersion == "policy/v1beta1")
        #expect(discovery.horizontalPodAutoscalers == nil)
        #expect(!discovery.serves("apps/v1"))
        #expect(!discovery.serves("a/b/c"))
        #expect(discovery.version < ServerVersion(major: 1, minor: 21))
    }

    @Test(
        "what is no version or no list of groups is an error",
        arguments: [
            (#"{"major":"","minor":""}"#, #"{"kind":"APIGroupList","groups":[]}"#),
            (#"{"major":"1","minor":"20"}"#, "{}"),
        ])
    func malformed(version: String, groups: String) async throws {
        await #expect(throws: KubeError(.decoding, "")) { _ = try await discover(version: version, groups: groups) }
    }
}
