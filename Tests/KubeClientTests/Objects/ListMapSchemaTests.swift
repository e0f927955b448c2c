import Documents
import KubeClient
import Testing

@Suite struct ListMapSchemaTests {
    let podSpec = ListMapSchema.podTemplate.field("spec")

    @Test func keyedListsOfThePodSpecHaveTheirKeys() {
        let container = podSpec.field("containers").elements
        #expect(podSpec.field("containers").listType == .map(keys: ["name"]))
        #expect(podSpec.field("initContainers").elements.field("env").listType == .map(keys: ["name"]))
        #expect(container.field("ports").listType == .map(keys: ["containerPort", "protocol"]))
        #expect(container.field("volumeMounts").listType == .map(keys: ["mountPath"]))
        #expect(podSpec.field("volumes").listType == .map(keys: ["name"]))
        #expect(
            podSpec.field("topologySpreadConstraints").listType == .map(keys: ["topologyKey", "whenUnsatisfiable"]))
    }

    @Test func listsWithoutMarkerAreAtomic() {
        #expect(podSpec.field("tolerations").listType == .atomic)
        #expect(podSpec.field("containers").elements.field("args").listType == .atomic)
        #expect(podSpec.field("containers").elements.field("envFrom").listType == .atomic)
        #expect(
            ListMapSchema.object(ofKind: "HorizontalPodAutoscaler").field("spec").field("metrics").listType == .atomic)
    }

    @Test func atomicObjectsAreReplacedAsAWhole() {
        #expect(podSpec.field("nodeSelector").isAtomic)
        #expect(podSpec.field("topologySpreadConstraints").elements.field("labelSelector").isAtomic)
        #expect(ListMapSchema.object(ofKind: "Deployment").field("spec").field("selector").isAtomic)
        #expect(ListMapSchema.object(ofKind: "PodDisruptionBudget").field("spec").field("selector").isAtomic)
        let valueFrom = podSpec.field("containers").elements.field("env").elements.field("valueFrom")
        #expect(!valueFrom.isAtomic)
        #expect(valueFrom.field("secretKeyRef").isAtomic)
        #expect(!podSpec.field("securityContext").isAtomic)
    }

    @Test func aPortWithoutProtocolHasTheDefaultKey() {
        let ports = podSpec.field("containers").elements.field("ports")
        #expect(ports.key(of: ["containerPort": 80]) == ["containerPort": 80, "protocol": "TCP"])
        #expect(ports.key(of: ["containerPort": 80, "protocol": "UDP"]) == ["containerPort": 80, "protocol": "UDP"])
        #expect(ports.key(of: ["protocol": "UDP"]) == nil)
        #expect(ports.key(of: "text") == nil)
    }

    @Test func stepsNameElementsAsManagedFieldsDo() {
        let finalizers = ListMapSchema.object(ofKind: "Secret").field("metadata").field("finalizers")
        #expect(podSpec.field("containers").step(to: ["name": "a"], at: 3) == .key(["name": "a"]))
        #expect(podSpec.field("containers").step(to: ["image": "a"], at: 3) == .index(3))
        #expect(finalizers.step(to: "x", at: 0) == .value("x"))
        #expect(podSpec.field("tolerations").step(to: ["key": "a"], at: 1) == .index(1))
    }

    @Test func anUnknownPlaceMergesObjectsAndReplacesLists() {
        let place = ListMapSchema.object(ofKind: "Widget").field("spec").field("a").elements.field("b")
        #expect(place.listType == .atomic)
        #expect(!place.isAtomic)
    }
}
