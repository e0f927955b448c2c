import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct DisruptionBudgetTests {
    private var fixture: RenderingFixture {
        var fixture = RenderingFixture()
        fixture.writer.spec.pdbMaxUnavailable = "1"
        return fixture
    }

    @Test func numbersAreIntegersAndPercentagesStayText() throws {
        #expect(try fixture.budget()["maxUnavailable"] == 1)
        var other = RenderingFixture()
        other.writer.spec.pdbMinAvailable = "50%"
        #expect(try other.budget()["minAvailable"] == "50%")
        #expect(try other.budget()["maxUnavailable"] == nil)
    }

    @Test func selectsTheWritersPods() throws {
        #expect(try fixture.budget()["selector"] == fixture.deployment()[path: "spec", "selector"])
        #expect(try fixture.object("PodDisruptionBudget").name == "w")
    }

    @Test(arguments: [(37, true), (27, true), (26, false), (21, false)])
    func letsPodsThatAreNotReadyGoWhereTheServerKnowsHow(minor: Int, isServed: Bool) throws {
        var fixture = fixture
        fixture.apiVersions = APIVersions(server: KubernetesVersion(major: 1, minor: minor))
        #expect(try fixture.object("PodDisruptionBudget").apiVersion == "policy/v1")
        #expect(try fixture.budget()["unhealthyPodEvictionPolicy"] == (isServed ? "AlwaysAllow" : nil))
    }

    @Test func anOlderServerGetsTheBetaVersionWithoutThatField() throws {
        var fixture = fixture
        fixture.apiVersions = APIVersions(server: KubernetesVersion(major: 1, minor: 20))
        #expect(try fixture.object("PodDisruptionBudget").apiVersion == "policy/v1beta1")
        #expect(try fixture.budget()["unhealthyPodEvictionPolicy"] == nil)
    }

    @Test func aServerWithoutTheAPIHoldsTheWriter() {
        var fixture = fixture
        fixture.apiVersions.podDisruptionBudget = nil
        #expect(fixture.render().hold?.reason == "DisruptionBudgetNotServed")
    }

    @Test func comesAfterTheDeploymentAndBeforeTheAutoscaler() {
        var fixture = fixture
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.subscription = "s"
        let kinds = ["Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"]
        #expect(fixture.render().objects.map(\.kind) == kinds)
    }
}
