import Documents
import KubeClient
import PersistenceOperator
import TestPeers
import Testing
import WriterSpecs

@Suite struct PodTemplateOverlayTests {
    private func fixture(_ podSpec: JSONValue) -> RenderingFixture {
        var fixture = RenderingFixture()
        fixture.catalogue.podTemplate = ["spec": podSpec]
        return fixture
    }

    @Test func addsWhatTheSpecHasNoFieldFor() throws {
        let pod = try fixture([
            "priorityClassName": "high", "imagePullSecrets": [["name": "registry"]],
            "volumes": [["name": "cache", "emptyDir": [:]]],
            "containers": [
                [
                    "name": "writer", "ports": [["containerPort": 8080]],
                    "livenessProbe": ["httpGet": ["path": "/", "port": 8080]],
                    "volumeMounts": [["name": "cache", "mountPath": "/cache"]],
                ]
            ],
        ]).podSpec()
        #expect(pod["priorityClassName"] == "high")
        #expect(pod["imagePullSecrets"] == [["name": "registry"]])
        #expect(pod["containers"]?.array?.count == 1)
        let container = try #require(pod["containers"]?.array?.first)
        #expect(container["image"] == "registry.example.com/writer:1")
        #expect(container["ports"] == [["containerPort": 8080]])
        #expect(container[path: "livenessProbe", "httpGet", "port"] == 8080)
        #expect(container["securityContext"] == ["allowPrivilegeEscalation": false])
    }

    @Test func aContainerOfAnotherNameIsAdded() throws {
        let pod = try fixture(["containers": [["name": "proxy", "image": "p"]]]).podSpec()
        #expect(pod["containers"]?.all("name") == ["writer", "proxy"])
    }

    @Test func theOverlayOfTheTypeComesAfterThatForAll() throws {
        var fixture = fixture(["priorityClassName": "all", "schedulerName": "s"])
        fixture.writer.type.podTemplate = [
            "metadata": ["annotations": ["a": "b"]], "spec": ["priorityClassName": "type"],
        ]
        #expect(try fixture.podSpec()["priorityClassName"] == "type")
        #expect(try fixture.podSpec()["schedulerName"] == "s")
        #expect(try fixture.podTemplate()[path: "metadata", "annotations"] == ["a": "b"])
        #expect(try fixture.podTemplate()[path: "metadata", "labels", "app.kubernetes.io/name"] == "w")
    }

    @Test func portsAreToldApartByNumberAndProtocol() throws {
        var fixture = fixture([
            "containers": [
                [
                    "name": "writer",
                    "ports": [["containerPort": 80, "name": "a"], ["containerPort": 80, "protocol": "UDP"]],
                ]
            ]
        ])
        fixture.writer.type.podTemplate = [
            "spec": [
                "containers": [
                    ["name": "writer", "ports": [["containerPort": 80, "protocol": "TCP", "name": "b"]]]
                ]
            ]
        ]
        #expect(
            try fixture.container()["ports"] == [
                ["containerPort": 80, "name": "b", "protocol": "TCP"], ["containerPort": 80, "protocol": "UDP"],
            ])
    }

    @Test func anEnvironmentEntryIsReplacedAsAWhole() throws {
        var fixture = fixture([
            "containers": [
                [
                    "name": "writer",
                    "env": [
                        ["name": "AUTODISCOVER_KEY", "value": "x"],
                        ["name": "POD", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
                    ],
                ]
            ]
        ])
        fixture.spec.document.autodiscoverKey = TestSecret.autodiscoverKey.value
        let entries = try #require(try fixture.container()["env"]?.array)
        #expect(entries.contains(["name": "AUTODISCOVER_KEY", "value": "x"]))
        #expect(entries.last?[path: "valueFrom", "fieldRef", "fieldPath"] == "metadata.name")
    }

    @Test func additionalVariablesOfTheSpecWinOverAnOverlay() throws {
        var fixture = fixture(["containers": [["name": "writer", "env": [["name": "A", "value": "overlay"]]]]])
        fixture.writer.spec.additionalEnvVars = ["A": "spec"]
        #expect(try fixture.container()["env"]?.all("name").filter { $0 == "A" } == ["A"])
        #expect(try fixture.environment()["A"] == "spec")
    }

    @Test func tolerationsAndNodeLabelsAddUpSoThatPlacementOfTheSpecSurvives() throws {
        let toleration: JSONValue = ["key": "team", "operator": "Exists"]
        var fixture = fixture(["tolerations": [toleration, toleration], "nodeSelector": ["disk": "ssd"]])
        fixture.writer.spec.nodepool = "p"
        #expect(try fixture.podSpec()["tolerations"]?.all("key") == ["chalk.ai/nodepool", "team"])
        #expect(try fixture.podSpec()["nodeSelector"] == ["chalk.ai/nodepool": "p", "disk": "ssd"])
    }

    @Test func otherListsAreReplaced() throws {
        var fixture = fixture(["containers": [["name": "writer", "args": ["a", "b"]]]])
        fixture.writer.type.podTemplate = ["spec": ["containers": [["name": "writer", "args": ["c"]]]]]
        #expect(try fixture.container()["args"] == ["c"])
    }

    @Test func spreadConstraintsAreToldApartByTopologyAndAction() throws {
        let pod = try fixture([
            "topologySpreadConstraints": [
                ["topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 3],
                ["topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway", "maxSkew": 1],
            ]
        ]).podSpec()
        let constraints = try #require(pod["topologySpreadConstraints"]?.array)
        #expect(constraints.count == 2)
        #expect(constraints[0]["maxSkew"] == 3)
        #expect(constraints[0]["labelSelector"] != nil)
    }

    @Test func nullRemovesAField() throws {
        let pod = try fixture([
            "topologySpreadConstraints": .null,
            "containers": [["name": "writer", "securityContext": .null]],
        ]).podSpec()
        #expect(pod["topologySpreadConstraints"] == nil)
        #expect(pod["containers"]?.array?.first?["securityContext"] == nil)
        #expect(pod["containers"]?.array?.first?["image"] != nil)
    }

    @Test func mergingTwiceIsMergingOnce() throws {
        let overlay: JSONValue = [
            "tolerations": [["key": "team"]], "terminationGracePeriodSeconds": 5,
            "containers": [["name": "writer", "env": [["name": "A", "value": "1"]]]],
        ]
        var twice = fixture(overlay)
        twice.writer.type.podTemplate = ["spec": overlay]
        #expect(try twice.podSpec() == fixture(overlay).podSpec())
    }
}
