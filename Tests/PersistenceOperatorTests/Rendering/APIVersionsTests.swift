import PersistenceOperator
import Testing

@Suite struct APIVersionsTests {
    @Test(arguments: [
        ("1.29", KubernetesVersion(major: 1, minor: 29)), ("v1.20.2", KubernetesVersion(major: 1, minor: 20)),
        ("1.29+", KubernetesVersion(major: 1, minor: 29)), ("v1.31.0-gke.1", KubernetesVersion(major: 1, minor: 31)),
    ]) func readsVersionsAsServersAndPeopleWriteThem(text: String, version: KubernetesVersion) {
        #expect(KubernetesVersion(text) == version)
    }

    @Test(arguments: ["", "1", "1.", "x.y", "one.two", "1.x", "1.2x", "v", "-1.2"])
    func refusesWhatIsNoVersion(text: String) {
        #expect(KubernetesVersion(text) == nil)
    }

    @Test func discoveryPrefersTheNewestThatTheServerHas() {
        let server = KubernetesVersion(major: 1, minor: 23)
        let both = APIVersions(
            server: server,
            discovered: ["policy/v1", "policy/v1beta1", "autoscaling/v1", "autoscaling/v2beta2", "autoscaling/v2"])
        #expect(both == APIVersions(server: server))
        let old = APIVersions(server: server, discovered: ["policy/v1beta1", "autoscaling/v2beta2"])
        #expect(old.podDisruptionBudget == "policy/v1beta1")
        #expect(old.horizontalPodAutoscaler == "autoscaling/v2beta2")
        let none = APIVersions(server: server, discovered: ["autoscaling/v1"])
        #expect(none.podDisruptionBudget == nil && none.horizontalPodAutoscaler == nil)
    }

    @Test(arguments: [
        (20, "policy/v1beta1", "autoscaling/v2beta2"), (21, "policy/v1", "autoscaling/v2beta2"),
        (23, "policy/v1", "autoscaling/v2"), (37, "policy/v1", "autoscaling/v2"),
    ])
    func aVersionTellsWhatTheServerHas(minor: Int, budget: String, autoscaler: String) {
        let versions = APIVersions(server: KubernetesVersion(major: 1, minor: minor))
        #expect(versions.podDisruptionBudget == budget)
        #expect(versions.horizontalPodAutoscaler == autoscaler)
    }
}
