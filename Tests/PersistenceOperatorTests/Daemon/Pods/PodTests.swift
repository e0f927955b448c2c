import Documents
import Testing

@testable import PersistenceOperator

@Suite("why pods do not become available")
struct PodTests {
    private func pod(
        waiting: String? = nil, ended: String? = nil, phase: String = "Running", ready: Bool = false,
        scheduled: Bool = true
    )
        -> JSONValue
    {
        var container: JSONValue = ["name": "writer"]
        if let waiting {
            container[path: "state", "waiting"] = ["reason": .string(waiting), "message": "the secret words"]
        }
        if let ended { container[path: "lastState", "terminated"] = ["reason": .string(ended)] }
        return [
            "status": [
                "phase": .string(phase), "containerStatuses": [container],
                "conditions": [
                    ["type": "PodScheduled", "status": scheduled ? "True" : "False"],
                    ["type": "Ready", "status": ready ? "True" : "False"],
                ],
            ]
        ]
    }

    @Test("is named by a code of ours")
    func reasons() {
        #expect(PodTrouble(ofPod: pod(waiting: "ImagePullBackOff", phase: "Pending")) == .imagePull)
        #expect(PodTrouble(ofPod: pod(waiting: "CreateContainerConfigError", phase: "Pending")) == .configuration)
        #expect(PodTrouble(ofPod: pod(waiting: "CrashLoopBackOff", ended: "Error")) == .crashLoop)
        #expect(PodTrouble(ofPod: pod(waiting: "CrashLoopBackOff", ended: "OOMKilled")) == .outOfMemory)
        #expect(PodTrouble(ofPod: pod(phase: "Pending", scheduled: false)) == .unschedulable)
        #expect(PodTrouble(ofPod: pod()) == .notReady)
        #expect(PodTrouble(ofPod: pod(ready: true)) == nil)
        #expect(PodTrouble(ofPod: pod(waiting: "ContainerCreating", phase: "Pending")) == nil)
        #expect(PodTrouble(ofPod: [:]) == nil)
    }

    @Test("nothing that the pod says is repeated")
    func words() {
        for trouble in PodTrouble.allCases {
            #expect(!(trouble.message + trouble.action(writer: "a")).contains("secret words"))
        }
    }
}
