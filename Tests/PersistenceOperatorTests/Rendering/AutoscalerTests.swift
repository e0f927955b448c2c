import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

@Suite struct AutoscalerTests {
    private var fixture: RenderingFixture {
        var fixture = RenderingFixture()
        fixture.writer.busFields[.resultBusOnlineSubscription] = ResolvedField("online-sub", from: .live(""))
        fixture.writer.spec.hpa = HPASpec()
        return fixture
    }

    private func labels(_ fixture: RenderingFixture) throws -> JSONValue? {
        try fixture.autoscaler()["metrics"]?.array?.first?[path: "external", "metric", "selector", "matchLabels"]
    }

    @Test func noneIsMadeWithoutHPASpecs() {
        #expect(RenderingFixture().render().objects.map(\.kind) == ["Deployment"])
        #expect(!RenderingFixture().render().hasAutoscaler)
    }

    @Test func scalesTheDeploymentOnUndeliveredMessagesWithTheOldToolsDefaults() throws {
        let object = try fixture.object("HorizontalPodAutoscaler")
        #expect(object.apiVersion == "autoscaling/v2")
        #expect(
            object.body["spec"] == [
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "w"],
                "minReplicas": 1, "maxReplicas": 10,
                "metrics": [
                    [
                        "type": "External",
                        "external": [
                            "metric": [
                                "name": "pubsub.googleapis.com|subscription|num_undelivered_messages",
                                "selector": ["matchLabels": ["resource.labels.subscription_id": "online-sub"]],
                            ],
                            "target": ["type": "AverageValue", "averageValue": "5"],
                        ],
                    ]
                ],
            ])
        #expect(fixture.render().hasAutoscaler)
    }

    @Test func takesWhatTheSpecGives() throws {
        var fixture = fixture
        fixture.writer.spec.hpa?.subscription = "other-sub"
        fixture.writer.spec.hpa?.minReplicas = 2
        fixture.writer.spec.hpa?.maxReplicas = 64
        fixture.writer.spec.hpa?.targetAverageValue = 1000
        let spec = try fixture.autoscaler()
        #expect(spec["minReplicas"] == 2 && spec["maxReplicas"] == 64)
        #expect(spec["metrics"]?.array?.first?[path: "external", "target", "averageValue"] == "1000")
        #expect(try labels(fixture) == ["resource.labels.subscription_id": "other-sub"])
    }

    @Test func aFullNameIsSelectedByItsShortIDAndTheProjectWhereItIsAnother() throws {
        var fixture = fixture
        fixture.writer.spec.hpa?.subscription = "projects/p/subscriptions/s"
        fixture.spec.googleCloudProject = "p"
        #expect(try labels(fixture) == ["resource.labels.subscription_id": "s"])
        fixture.spec.googleCloudProject = "q"
        #expect(
            try labels(fixture) == ["resource.labels.subscription_id": "s", "resource.labels.project_id": "p"])
        fixture.spec.googleCloudProject = nil
        #expect(
            try labels(fixture) == ["resource.labels.subscription_id": "s", "resource.labels.project_id": "p"])
    }

    @Test func aSubscriptionIDOfMoreThan63CharactersIsNoLabelValue() throws {
        var fixture = fixture
        fixture.writer.spec.hpa?.subscription = String(repeating: "s", count: 63)
        #expect(fixture.render().hold == nil)
        fixture.writer.spec.hpa?.subscription = String(repeating: "s", count: 64)
        #expect(fixture.render().hold?.reason == "AutoscalerSubscriptionTooLong")
        #expect(fixture.render().objects.map(\.kind) == ["Deployment"])
    }

    @Test(arguments: ["sub~1", "sub+1", "sub%41", "sub-", "sub.", "_sub"])
    func aSubscriptionIDThatIsNoLabelValueHoldsTheWriter(id: String) {
        var named = fixture
        named.writer.spec.hpa?.subscription = id
        #expect(named.render().hold?.reason == "AutoscalerSubscriptionNotLabelValue")
        var consumed = fixture
        consumed.writer.busFields[.resultBusOnlineSubscription] = ResolvedField(id, from: .live(""))
        #expect(consumed.render().hold?.reason == "AutoscalerSubscriptionNotLabelValue")
    }

    @Test func aProjectWithADomainIsNoLabelValueWhereItMustBeSelected() {
        var fixture = fixture
        fixture.writer.spec.hpa?.subscription = "projects/example.com:my-project/subscriptions/Sub_1.a"
        #expect(fixture.render().hold?.message.contains("project_id='example.com:my-project'") == true)
        fixture.spec.googleCloudProject = "example.com:my-project"
        #expect(fixture.render().hold == nil)
    }

    @Test func aWriterThatReadsNoBusGetsItsReplicaCountAndNoAutoscaler() {
        var fixture = RenderingFixture("CLUSTER_MANAGER")
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.subscription = "some-sub"
        fixture.writer.spec.defaultReplicaCount = 2
        let rendered = fixture.render()
        #expect(rendered.objects.map(\.kind) == ["Deployment"])
        #expect(rendered.specReplicas == 2 && !rendered.hasAutoscaler && rendered.hold == nil)
    }

    @Test func withoutAnyKnownSubscriptionTheWriterIsHeld() {
        var fixture = RenderingFixture("ONLINE_VECTOR_STORE_WRITER")
        fixture.writer.spec.hpa = HPASpec()
        #expect(fixture.render().hold?.reason == "AutoscalerSubscriptionUnknown")
    }

    @Test func aMaximumOfZeroHoldsTheWriterAndNeverLowersIt() {
        var fixture = fixture
        fixture.writer.spec.hpa?.maxReplicas = 0
        fixture.writer.spec.hpa?.minReplicas = 3
        let rendered = fixture.render()
        #expect(rendered.hold?.reason == "AutoscalerMaximumZero")
        #expect(rendered.hasAutoscaler)
    }

    @Test func aMinimumAboveTheMaximumEvenTheDefaultOneHoldsTheWriter() {
        var fixture = fixture
        fixture.writer.spec.hpa?.minReplicas = 11
        #expect(fixture.render().hold?.reason == "AutoscalerMinimumAboveMaximum")
        fixture.writer.spec.hpa?.maxReplicas = 11
        #expect(fixture.render().hold == nil)
    }

    @Test func aTargetOfZeroHoldsTheWriter() {
        var fixture = fixture
        fixture.writer.spec.hpa?.targetAverageValue = 0
        #expect(fixture.render().hold?.reason == "AutoscalerTargetNotPositive")
    }

    @Test func aMinimumOfZeroIsRaisedWithAWarningWhereTheServerRefusesIt() throws {
        var fixture = fixture
        fixture.writer.spec.hpa?.minReplicas = 0
        fixture.apiVersions = APIVersions(server: KubernetesVersion(major: 1, minor: 36))
        #expect(try fixture.autoscaler()["minReplicas"] == 1)
        #expect(fixture.render().warnings.map(\.reason) == ["AutoscalerMinimumRaised"])
    }

    @Test(arguments: [(37, false), (36, true), (38, false)])
    func aMinimumOfZeroIsKeptWhereItIsServedOrAskedFor(minor: Int, asked: Bool) throws {
        var fixture = fixture
        fixture.writer.spec.hpa?.minReplicas = 0
        fixture.apiVersions = APIVersions(server: KubernetesVersion(major: 1, minor: minor))
        fixture.settings.hpaScaleToZero = asked
        #expect(try fixture.autoscaler()["minReplicas"] == 0)
        #expect(fixture.render().warnings.isEmpty)
    }

    @Test func onKafkaTheWriterKeepsItsReplicaCount() {
        var fixture = RenderingFixture(backend: .kafka)
        fixture.writer.spec.hpa = HPASpec()
        fixture.writer.spec.hpa?.maxReplicas = 0
        fixture.writer.spec.defaultReplicaCount = 3
        let rendered = fixture.render()
        #expect(rendered.objects.map(\.kind) == ["Deployment"])
        #expect(rendered.specReplicas == 3 && !rendered.hasAutoscaler && rendered.hold == nil)
    }

    @Test func anOlderServerGetsTheBetaVersionOfTheSameShape() throws {
        var older = fixture
        older.apiVersions = APIVersions(server: KubernetesVersion(major: 1, minor: 20))
        #expect(try older.object("HorizontalPodAutoscaler").apiVersion == "autoscaling/v2beta2")
        #expect(try older.autoscaler() == fixture.autoscaler())
    }

    @Test func aServerWithoutTheAPIHoldsTheWriter() {
        var fixture = fixture
        fixture.apiVersions.horizontalPodAutoscaler = nil
        #expect(fixture.render().hold?.reason == "AutoscalerNotServed")
    }
}
