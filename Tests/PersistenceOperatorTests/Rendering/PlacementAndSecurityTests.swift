import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct PlacementAndSecurityTests {
    @Test func withoutPlacementFieldsPodsMayRunAnywhere() throws {
        #expect(try RenderingFixture().podSpec()["nodeSelector"] == nil)
        #expect(try RenderingFixture().podSpec()["tolerations"] == nil)
    }

    @Test func theInstanceTypeSelectsItsNodeLabel() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.instanceType = "m7g.large"
        #expect(try fixture.podSpec()["nodeSelector"] == ["node.kubernetes.io/instance-type": "m7g.large"])
    }

    @Test func aNodepoolSelectsItsLabelAndToleratesItsTaint() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.nodepool = "persistence"
        let pod = try fixture.podSpec()
        #expect(pod["nodeSelector"] == ["chalk.ai/nodepool": "persistence"])
        #expect(
            pod["tolerations"] == [
                ["key": "chalk.ai/nodepool", "operator": "Equal", "value": "persistence", "effect": "NoSchedule"]
            ])
    }

    @Test func spotNodesAreSelectedAndToleratedOnlyWhereAskedFor() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.gkeSpot = false
        #expect(try fixture.podSpec()["nodeSelector"] == nil)
        fixture.writer.spec.gkeSpot = true
        let pod = try fixture.podSpec()
        #expect(pod["nodeSelector"] == ["cloud.google.com/gke-spot": "true"])
        #expect(
            pod["tolerations"] == [
                ["key": "cloud.google.com/gke-spot", "operator": "Equal", "value": "true", "effect": "NoSchedule"]
            ])
    }

    @Test func nodeSelectorIsTakenAsItIsAndWins() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.nodepool = "a"
        fixture.writer.spec.nodeSelector = ["chalk.ai/nodepool": "b", "kubernetes.io/arch": "arm64"]
        #expect(
            try fixture.podSpec()["nodeSelector"] == ["chalk.ai/nodepool": "b", "kubernetes.io/arch": "arm64"])
    }

    @Test func theMappingIsDataOfTheCatalogue() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.nodepool = "a"
        fixture.catalogue.placement.nodepoolLabel = "karpenter.sh/nodepool"
        fixture.catalogue.placement.nodepoolTaint = nil
        #expect(try fixture.podSpec()["nodeSelector"] == ["karpenter.sh/nodepool": "a"])
        #expect(try fixture.podSpec()["tolerations"] == nil)
    }

    @Test func includeChalkNodeSelectorHasNoEffect() throws {
        var fixture = RenderingFixture()
        let before = fixture.render().objects.map(\.body)
        fixture.spec.document.common.includeChalkNodeSelector = true
        #expect(fixture.render().objects.map(\.body) == before)
    }

    @Test func levelNoneHasNoSecurityContext() throws {
        var fixture = RenderingFixture()
        fixture.settings.podSecurity = .none
        #expect(try fixture.podSpec()["securityContext"] == nil)
        #expect(try fixture.container()["securityContext"] == nil)
    }

    @Test func baselineIsTheDefaultAndForbidsEscalation() throws {
        #expect(try RenderingFixture().podSpec()["securityContext"] == ["seccompProfile": ["type": "RuntimeDefault"]])
        #expect(try RenderingFixture().container()["securityContext"] == ["allowPrivilegeEscalation": false])
    }

    @Test func restrictedAlsoForbidsRootAndCapabilities() throws {
        var fixture = RenderingFixture()
        fixture.settings.podSecurity = .restricted
        #expect(
            try fixture.podSpec()["securityContext"] == [
                "seccompProfile": ["type": "RuntimeDefault"], "runAsNonRoot": true,
            ])
        #expect(
            try fixture.container()["securityContext"] == [
                "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]],
            ])
    }
}
