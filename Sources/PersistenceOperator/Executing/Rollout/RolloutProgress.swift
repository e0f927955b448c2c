/// How far one writer's rollout is, judged from its Deployment and its new pods: pure.
public enum RolloutState: Hashable, Sendable {
    /// Every replica is of the current template and available.
    case done
    /// Not yet; the text says how far.
    case progressing(String)
    /// It will not get there by itself.
    case failed(reason: String, message: String)

    /// `Done`, `Progressing` or the reason of the failure.
    public var name: String {
        switch self {
        case .done: "Done"
        case .progressing: "Progressing"
        case .failed(let reason, _): reason
        }
    }

    /// What is to be said of it.
    public var message: String {
        switch self {
        case .done: "every replica is available"
        case .progressing(let text): text
        case .failed(_, let message): message
        }
    }
}

/// One writer's rollout at the end of a wait.
public struct RolloutResult: Hashable, Sendable {
    /// The writer.
    public var writer: String
    /// How far it came.
    public var state: RolloutState

    /// Makes a result.
    public init(writer: String, state: RolloutState) {
        self.writer = writer
        self.state = state
    }
}

/// What a rollout is judged from.
public struct RolloutObservation: Hashable, Sendable {
    /// `metadata.generation`.
    public var generation: Int64
    /// `spec.replicas`.
    public var replicas: Int64
    /// `status`.
    public var status: RolloutStatus
    /// Containers of pods of the current template that have been restarted: the pod, the count, the last reason.
    public var restarts: [PodRestart]

    /// Makes an observation.
    public init(generation: Int64, replicas: Int64, status: RolloutStatus, restarts: [PodRestart]) {
        self.generation = generation
        self.replicas = replicas
        self.status = status
        self.restarts = restarts
    }

    /// Whether the controller has seen the object, and a replica of the current template is available.
    public var hasAvailableReplica: Bool {
        status.observedGeneration >= generation && status.updated > 0 && status.available > 0
    }

    /// The judgement of a Deployment that was written now, or of one that was not: restarts count against the former at any
    /// time, against the latter while its rollout is under way.
    func state(isNew: Bool) -> RolloutState {
        guard !isNew, !restarts.isEmpty else { return state }
        var quiet = self
        quiet.restarts = []
        return quiet.state == .done ? .done : state
    }

    /// The judgement. A new pod that has been restarted is no success, even if it is ready at the moment.
    ///
    /// Source: `kubectl rollout status` (observedGeneration, updatedReplicas, availableReplicas,
    /// `ProgressDeadlineExceeded`).
    public var state: RolloutState {
        guard status.observedGeneration >= generation else { return .progressing("waits for the controller") }
        if status.progressingReason == "ProgressDeadlineExceeded" {
            return .failed(
                reason: "ProgressDeadlineExceeded",
                message: "\(status.updated) of \(replicas) replicas are updated, \(status.available) available: "
                    + "no progress within the deadline")
        }
        if let worst = restarts.max(by: { $0.count < $1.count }) {
            return .failed(
                reason: "PodRestarted",
                message: "the new pod \(worst.pod) was restarted \(worst.count) times (\(worst.reason))")
        }
        if status.updated < replicas { return .progressing("\(status.updated) of \(replicas) replicas updated") }
        if status.replicas > status.updated {
            return .progressing("\(status.replicas - status.updated) old replicas are to stop")
        }
        if status.available < replicas { return .progressing("\(status.available) of \(replicas) replicas available") }
        return .done
    }
}

/// A container of a new pod that was restarted.
public struct PodRestart: Hashable, Sendable {
    /// The pod.
    public var pod: String
    /// How often.
    public var count: Int64
    /// The last termination's reason, a code such as `OOMKilled` or `Error`.
    public var reason: String

    /// Makes an entry.
    public init(pod: String, count: Int64, reason: String) {
        self.pod = pod
        self.count = count
        self.reason = reason
    }
}
