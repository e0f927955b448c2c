import Documents

/// What a kubelet would report, by the hand of a test. Needs `.requires(.controllers)`: without them there are no Pods.
extension TestNamespace {
    /// What a Pod's containers do.
    public enum PodCondition: Sendable {
        /// Running and Ready, long enough for any `minReadySeconds`.
        case ready
        /// Running, not Ready, and restarted this often, the last time with exit code 1.
        case crashing(restarts: Int)
    }

    /// Waits for the newest Pods of a Deployment, as many as it wants, and reports them all in that condition.
    public func report(_ condition: PodCondition, podsOf deployment: String) async throws {
        let pods = try await eventually("the Pods of \(deployment)") { try await newestPods(of: deployment) }
        for pod in pods {
            guard let name = pod[path: "metadata", "name"]?.string else { continue }
            try await controlPlane.request(
                "PATCH", path("pods", name: name) + "/status", ["status": status(condition, of: pod)],
                contentType: "application/merge-patch+json"
            ).orThrow()
        }
    }

    /// Reports every Pod Ready until the Deployment's rollout is complete, as a kubelet on a roomy node would.
    public func completeRollout(of deployment: String, within limit: Duration = .seconds(60)) async throws {
        try await eventually("the rollout of \(deployment)", within: limit) {
            for pod in try await list("pods") where isWaiting(pod) {
                guard let name = pod[path: "metadata", "name"]?.string else { continue }
                _ = try await controlPlane.request(
                    "PATCH", path("pods", name: name) + "/status", ["status": status(.ready, of: pod)],
                    contentType: "application/merge-patch+json")
            }
            let object = try await get("deployments", group: "apps/v1", deployment)
            let wanted = object[path: "spec", "replicas"]?.integer ?? 1
            let status = object["status"]
            return status?["observedGeneration"]?.integer == object[path: "metadata", "generation"]?.integer
                && (status?["updatedReplicas"]?.integer ?? 0) == wanted
                && (status?["availableReplicas"]?.integer ?? 0) == wanted
                && (status?["replicas"]?.integer ?? 0) == wanted
        }
    }

    private func isWaiting(_ pod: JSONValue) -> Bool { pod[path: "status", "phase"]?.string != "Running" }

    /// The Pods of a Deployment's newest ReplicaSet once they are all there.
    private func newestPods(of deployment: String) async throws -> [JSONValue]? {
        let object = try await get("deployments", group: "apps/v1", deployment)
        let wanted = object[path: "spec", "replicas"]?.integer ?? 1
        let revision = object["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string
        let sets = try await list("replicasets", group: "apps/v1").filter {
            owner(of: $0) == object[path: "metadata", "uid"]?.string
                && $0["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string == revision
        }
        guard revision != nil, let set = sets.first else { return nil }
        let pods = try await list("pods").filter { owner(of: $0) == set[path: "metadata", "uid"]?.string }
        return pods.count >= min(wanted, set[path: "spec", "replicas"]?.integer ?? wanted) ? pods : nil
    }

    private func owner(of object: JSONValue) -> String? {
        object[path: "metadata", "ownerReferences"]?.array?.first?["uid"]?.string
    }

    private func status(_ condition: PodCondition, of pod: JSONValue) -> JSONValue {
        // Long ago, so that `minReadySeconds` has passed.
        let since: JSONValue = "2020-01-01T00:00:00Z"
        let names = (pod[path: "spec", "containers"]?.array ?? []).compactMap { $0["name"] }
        let conditions = { (ready: Bool) -> JSONValue in
            .array(
                ["Initialized", "ContainersReady", "Ready", "PodScheduled"].map { type in
                    let holds = ready || type == "Initialized" || type == "PodScheduled"
                    return ["type": .string(type), "status": holds ? "True" : "False", "lastTransitionTime": since]
                })
        }
        let containers = { (ready: Bool, restarts: Int, state: JSONValue, last: JSONValue) -> JSONValue in
            .array(
                names.map { name in
                    [
                        "name": name, "image": "image", "imageID": "", "ready": .bool(ready),
                        "restartCount": .integer(Int64(restarts)), "state": state, "lastState": last,
                    ]
                })
        }
        switch condition {
        case .ready:
            return [
                "phase": "Running", "startTime": since, "conditions": conditions(true),
                "containerStatuses": containers(true, 0, ["running": ["startedAt": since]], [:]),
            ]
        case .crashing(let restarts):
            let ended: JSONValue = ["terminated": ["exitCode": 1, "reason": "Error", "finishedAt": since]]
            return [
                "phase": "Running", "startTime": since, "conditions": conditions(false),
                "containerStatuses": containers(
                    false, restarts, ["waiting": ["reason": "CrashLoopBackOff"]], ended),
            ]
        }
    }
}
