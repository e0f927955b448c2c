import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct DeploymentTests {
    @Test func isNamedAsTheWriterInTheSpecsNamespace() throws {
        let object = try RenderingFixture().object("Deployment")
        #expect(object.apiVersion == "apps/v1")
        #expect(object.name == "w" && object.namespace == "ns")
        #expect(object.body["metadata"]?["name"] == "w")
        #expect(object.body["metadata"]?["namespace"] == "ns")
    }

    @Test func leavesReplicasToThePlan() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.defaultReplicaCount = 4
        #expect(try fixture.deployment()[path: "spec", "replicas"] == nil)
        #expect(fixture.render().specReplicas == 4)
    }

    @Test(arguments: [nil, 0] as [Int64?]) func zeroReplicasAreNone(count: Int64?) {
        var fixture = RenderingFixture()
        fixture.writer.spec.defaultReplicaCount = count
        #expect(fixture.render().specReplicas == nil)
    }

    @Test func selectsByInstanceAndWriterOnly() throws {
        var fixture = RenderingFixture()
        fixture.settings.instance = "blue"
        let spec = try #require(try fixture.deployment()["spec"])
        let labels: JSONValue = ["persistence-operator.io/instance": "blue", "persistence-operator.io/writer": "w"]
        #expect(spec["selector"] == ["matchLabels": labels])
        let podLabels = try #require(try fixture.podTemplate()[path: "metadata", "labels"]?.object)
        for member in labels.object ?? [:] { #expect(podLabels[member.key] == member.value) }
    }

    @Test func theSelectorIsTheSameWhateverElseChanges() throws {
        let before = try RenderingFixture().deployment()[path: "spec", "selector"]
        var fixture = RenderingFixture("OFFLINE_WRITER", backend: .kafka)
        fixture.writer.spec.version = "2"
        fixture.writer.image = "other"
        fixture.catalogue.podTemplate = ["metadata": ["labels": ["team": "x"]]]
        #expect(try fixture.deployment()[path: "spec", "selector"] == before)
    }

    @Test func carriesTheRecommendedLabels() throws {
        var fixture = RenderingFixture("GO_METRICS_BUS_WRITER")
        fixture.writer.spec.version = "1.0"
        let expected: JSONValue = [
            "app.kubernetes.io/name": "w", "app.kubernetes.io/instance": "background-persistence",
            "app.kubernetes.io/component": "go-metrics-bus-writer", "app.kubernetes.io/version": "1.0",
            "app.kubernetes.io/part-of": "background-persistence",
            "app.kubernetes.io/managed-by": "persistence-operator",
            "persistence-operator.io/instance": "background-persistence", "persistence-operator.io/writer": "w",
        ]
        #expect(try fixture.podTemplate()[path: "metadata", "labels"] == expected)
        var ofObject = expected
        ofObject["persistence-operator.io/environment-contract"] = "v1"
        #expect(try fixture.deployment()[path: "metadata", "labels"] == ofObject)
    }

    @Test(arguments: [("1.0+build.7", "1.0_build.7"), ("-v1-", "v1"), (String(repeating: "a", count: 70), nil)])
    func aVersionBecomesALabelValueAndStaysWholeAsVariable(version: String, label: String?) throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.version = version
        let value = try fixture.podTemplate()[path: "metadata", "labels", "app.kubernetes.io/version"]?.string
        #expect(value == label ?? String(repeating: "a", count: 63))
        #expect(try fixture.environment()["VERSION"] == version)
        #expect(try fixture.container()["image"] == "registry.example.com/writer:1")
    }

    @Test func aVersionWithoutAnAllowedCharacterIsNoLabel() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.version = "++"
        #expect(try fixture.podTemplate()[path: "metadata", "labels", "app.kubernetes.io/version"] == nil)
    }

    @Test func takesTimesFromTheCatalogue() throws {
        var fixture = RenderingFixture()
        fixture.writer.type.minReadySeconds = 7
        fixture.writer.type.progressDeadlineSeconds = 8
        fixture.writer.type.terminationGracePeriodSeconds = 9
        #expect(try fixture.deployment()[path: "spec", "minReadySeconds"] == 7)
        #expect(try fixture.deployment()[path: "spec", "progressDeadlineSeconds"] == 8)
        #expect(try fixture.podSpec()["terminationGracePeriodSeconds"] == 9)
    }

    @Test func waitsThirtySecondsAndHasADeadlineUnlessTheCatalogueSaysOtherwise() throws {
        #expect(try RenderingFixture().deployment()[path: "spec", "minReadySeconds"] == 30)
        #expect(try RenderingFixture().deployment()[path: "spec", "progressDeadlineSeconds"] == 600)
    }

    @Test func spreadsSoftlyOverNodes() throws {
        let constraint = try #require(try RenderingFixture().podSpec()["topologySpreadConstraints"]?.array?.first)
        #expect(constraint["topologyKey"] == "kubernetes.io/hostname")
        #expect(constraint["whenUnsatisfiable"] == "ScheduleAnyway")
        #expect(constraint["labelSelector"] == (try RenderingFixture().deployment()[path: "spec", "selector"]))
    }

    @Test func inventsNoPortsProbesOrArguments() throws {
        let container = try RenderingFixture().container()
        #expect(container.object?.keys == ["env", "image", "name", "securityContext"])
    }

    @Test func rendersResourcesAsWrittenAndNeverStorage() throws {
        var fixture = RenderingFixture()
        fixture.writer.spec.request.cpu = "200m"
        fixture.writer.spec.request.ephemeralStorage = "4Gi"
        fixture.writer.spec.request.storage = "1Gi"
        fixture.writer.spec.limit.memory = "1024Mi"
        fixture.writer.spec.limit.storage = "1Gi"
        #expect(
            try fixture.container()["resources"] == [
                "requests": ["cpu": "200m", "ephemeral-storage": "4Gi"], "limits": ["memory": "1024Mi"],
            ])
    }

    @Test func anOptionalConfigMapOfTheWritersNameIsASourceWhereAskedFor() throws {
        var fixture = RenderingFixture()
        #expect(try fixture.container()["envFrom"] == nil)
        fixture.writer.spec.loadWriterConfigMap = false
        #expect(try fixture.container()["envFrom"] == nil)
        fixture.writer.spec.loadWriterConfigMap = true
        #expect(try fixture.container()["envFrom"] == [["configMapRef": ["name": "w", "optional": true]]])
    }
}
