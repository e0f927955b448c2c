import Documents
import KubeClient
import PersistenceOperator
import Testing
import WriterSpecs

@Suite("the ScaledObject of a writer on Kafka")
struct ScaledObjectTests {
    private var fixture: RenderingFixture {
        var fixture = RenderingFixture("ONLINE_WRITER", backend: .kafka)
        fixture.apiVersions.keda = APIVersions.kedaVersion
        fixture.spec.kafka = KafkaConnection(
            bootstrapServers: ["b-1:9096", "b-2:9096"], securityProtocol: "PLAINTEXT", saslMechanism: nil,
            secretName: nil)
        fixture.writer.consumerGroup = ResolvedField("g", from: .live(""))
        fixture.writer.endpoints = [
            WriterEndpoint(role: .consume, resource: .kafkaTopic("t"), provenance: .live("")),
            WriterEndpoint(role: .deadLetter, resource: .kafkaTopic("dlq"), provenance: .live("")),
        ]
        fixture.writer.spec.hpa = HPASpec()
        return fixture
    }

    private func trigger(_ fixture: RenderingFixture) throws -> JSONValue {
        try #require(try fixture.object("ScaledObject").body[path: "spec", "triggers"]?.array?.first)
    }

    @Test(
        "scales by the lag of the group, within the bounds and the target of hpa_specs, whose defaults are the old tool's"
    )
    func whole() throws {
        var fixture = fixture
        let object = try fixture.object("ScaledObject")
        #expect(object.apiVersion == "keda.sh/v1alpha1")
        #expect(object.body[path: "spec", "minReplicaCount"] == 1)
        #expect(object.body[path: "spec", "maxReplicaCount"] == 10)
        #expect(object.body[path: "spec", "advanced", "restoreToOriginalReplicaCount"] == false)
        #expect(
            try trigger(fixture) == [
                "type": "kafka",
                "metadata": [
                    "bootstrapServers": "b-1:9096,b-2:9096", "consumerGroup": "g", "topic": "t", "lagThreshold": "5",
                    "allowIdleConsumers": "false", "scaleToZeroOnInvalidOffset": "false", "tls": "disable",
                ],
            ])
        fixture.writer.spec.hpa?.minReplicas = 0
        fixture.writer.spec.hpa?.targetAverageValue = 1_000
        #expect(try fixture.object("ScaledObject").body[path: "spec", "minReplicaCount"] == 0, "KEDA can")
        #expect(try trigger(fixture)[path: "metadata", "lagThreshold"] == "1000")
    }

    @Test("is not there where there is no KEDA: the replica count counts")
    func withoutKEDA() {
        var fixture = fixture
        fixture.apiVersions.keda = nil
        #expect(fixture.render().objects.map(\.kind) == ["Deployment"])
        #expect(!fixture.render().hasAutoscaler)
    }

    @Test(
        "logs in as KEDA can: with its own identity, a Secret of the namespace, or what somebody made",
        arguments: [
            ("AWS_MSK_IAM", nil, nil, "w", #"{"podIdentity":{"provider":"aws"}}"#),
            (
                "SCRAM-SHA-512", "k8s://kafka", nil, "w",
                #"{"secretTargetRef":[{"key":"username","name":"kafka","parameter":"username"},{"key":"password","name":"kafka","parameter":"password"}]}"#
            ), ("SCRAM-SHA-512", "AmazonMSK_x", "by-hand", "by-hand", nil),
            ("AWS_MSK_IAM", nil, "by-hand", "by-hand", nil),
        ] as [(String, String?, String?, String, String?)])
    func logins(mechanism: String, secret: String?, given: String?, reference: String, made: String?) throws {
        var fixture = fixture
        fixture.settings.kedaAuthentication = given
        fixture.spec.kafka = KafkaConnection(
            bootstrapServers: ["b-1.x.kafka.eu-central-1.amazonaws.com:9098"], securityProtocol: "SASL_SSL",
            saslMechanism: mechanism, secretName: secret)
        #expect(try trigger(fixture)[path: "authenticationRef", "name"] == .string(reference))
        let metadata = try trigger(fixture)["metadata"]
        #expect(metadata?["tls"] == "enable")
        #expect(metadata?["sasl"] == (mechanism == "AWS_MSK_IAM" ? "oauthbearer" : "scram_sha512"))
        // KEDA's scaler `kafka` takes this spelling alone.
        #expect(metadata?["saslTokenProvider"] == (mechanism == "AWS_MSK_IAM" ? "aws_msk_iam" : nil))
        #expect(metadata?["awsRegion"] == (mechanism == "AWS_MSK_IAM" ? "eu-central-1" : nil))
        let authentication = fixture.render().objects.first { $0.kind == "TriggerAuthentication" }
        #expect(authentication?.body["spec"]?.text() == made)
    }

    /// What keeps a ScaledObject from being made.
    struct Obstacle: CustomTestStringConvertible, Sendable {
        let reason: String
        let make: @Sendable (inout RenderingFixture) -> Void

        var testDescription: String { reason }
    }

    private static let obstacles = [
        Obstacle(reason: "AutoscalerGroupUnknown") { $0.writer.consumerGroup = nil },
        Obstacle(reason: "AutoscalerMaximumZero") { $0.writer.spec.hpa?.maxReplicas = 0 },
        Obstacle(reason: "AutoscalerServersUnknown") { $0.spec.kafka?.bootstrapServers = [] },
        Obstacle(reason: "AutoscalerLoginUnknown") {
            $0.spec.kafka?.securityProtocol = "SASL_SSL"
            $0.spec.kafka?.saslMechanism = "SCRAM-SHA-512"
            $0.spec.kafka?.secretName = "AmazonMSK_x"
        },
    ]

    @Test("is held with its reason where it cannot be made, and the Deployment is not", arguments: obstacles)
    func holds(obstacle: Obstacle) {
        var fixture = fixture
        obstacle.make(&fixture)
        let rendered = fixture.render()
        #expect(rendered.heldParts.map(\.hold.reason) == [obstacle.reason])
        #expect(rendered.heldParts.map(\.kind) == ["ScaledObject"])
        #expect(rendered.hold == nil)
        #expect(rendered.objects.map(\.kind) == ["Deployment"])
        #expect(rendered.hasAutoscaler, "the Deployment is the same with its scaler and without")
    }
}
