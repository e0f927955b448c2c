import Documents
import KubeClient

/// Why a writer's pods do not become available, as a code and our own words: what a pod or an image registry says may hold
/// secrets, and stays in the cluster.
enum PodTrouble: String, Hashable, Sendable, CaseIterable, Comparable {
    /// No node has room for it, or none may take it.
    case unschedulable = "Unschedulable"
    /// The image cannot be pulled.
    case imagePull = "ImagePullFailed"
    /// What the container refers to is not there: a Secret, a ConfigMap, a key.
    case configuration = "ContainerConfigError"
    /// It was ended for using more memory than its limit.
    case outOfMemory = "OutOfMemory"
    /// It ends again and again.
    case crashLoop = "CrashLoop"
    /// It runs, and does not say that it is ready.
    case notReady = "NotReady"

    /// The trouble of one pod; `nil`: none is to be seen.
    init?(ofPod pod: JSONValue) {
        let conditions = pod[path: "status", "conditions"]?.array ?? []
        let statuses =
            (pod[path: "status", "initContainerStatuses"]?.array ?? [])
            + (pod[path: "status", "containerStatuses"]?.array ?? [])
        let found = statuses.compactMap(Self.init(ofContainer:))
        if let worst = found.min() {
            self = worst
        } else if conditions.contains(where: { $0["type"] == "PodScheduled" && $0["status"] == "False" }) {
            self = .unschedulable
        } else if pod[path: "status", "phase"] == "Running",
            conditions.contains(where: { $0["type"] == "Ready" && $0["status"] == "False" })
        {
            self = .notReady
        } else {
            return nil
        }
    }

    private init?(ofContainer status: JSONValue) {
        let waiting = status[path: "state", "waiting", "reason"]?.string
        let ended =
            status[path: "state", "terminated", "reason"]?.string
            ?? status[path: "lastState", "terminated", "reason"]?.string
        switch waiting {
        case "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable":
            self = .imagePull
        case "CreateContainerConfigError", "CreateContainerError", "RunContainerError": self = .configuration
        case _ where ended == "OOMKilled": self = .outOfMemory
        case "CrashLoopBackOff": self = .crashLoop
        default: return nil
        }
    }

    /// What keeps the most from working first.
    static func < (left: PodTrouble, right: PodTrouble) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }

    /// What is wrong.
    var message: String {
        switch self {
        case .unschedulable: "no node has room for its pods, or none may take them"
        case .imagePull: "its image cannot be pulled"
        case .configuration: "its container refers to something that is not there"
        case .outOfMemory: "its container was ended for using more memory than its limit"
        case .crashLoop: "its container ends again and again"
        case .notReady: "its container runs, and is not ready"
        }
    }

    /// What to do.
    func action(writer: String) -> String {
        switch self {
        case .unschedulable: "see 'kubectl describe pod' for what the nodes lack; lower its request, or add nodes"
        case .imagePull: "check the image's name and the pull secret"
        case .configuration: "see 'kubectl describe pod' for the name of what is missing"
        case .outOfMemory: "raise its memory limit"
        case .crashLoop, .notReady: "see 'kubectl logs deployment/\(writer)'"
        }
    }
}

/// Lists the pods of an instance, to see why writers do not become available.
struct PodTroubleReader {
    let client: KubeClient
    let namespace: String
    let instance: String

    /// The worst trouble of each of these writers.
    ///
    /// - Throws: `KubeError`.
    func read(_ writers: Set<String>) async throws -> [String: PodTrouble] {
        let troubles = try await client.list(
            .pods, namespace: namespace, labelSelector: "\(OperatorLabels.instance)=\(instance)"
        ) { pod -> (String, PodTrouble)? in
            guard let writer = pod[path: "metadata", "labels", OperatorLabels.writer]?.string, writers.contains(writer)
            else { return nil }
            return PodTrouble(ofPod: pod).map { (writer, $0) }
        }
        return Dictionary(troubles.items, uniquingKeysWith: min)
    }
}
