import Documents

/// A condition as Kubernetes writes them (metav1.Condition).
public struct InstanceCondition: Hashable, Sendable {
    /// What is true, false or unknown.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Every writer is applied and available, and the spec in force is the source's.
        case ready = "Ready"
        /// What the source holds is the spec in force, and no writer of it is at fault.
        case specValid = "SpecValid"
        /// Every topic and subscription can be used.
        case busReady = "BusReady"
        /// Nothing is wrong with topics and subscriptions that can be used.
        case busHealthy = "BusHealthy"
        /// Something is being applied or rolled out.
        case progressing = "Progressing"
        /// Something is held that a person must end.
        case stalled = "Stalled"
    }

    /// The status.
    public enum Status: String, Hashable, Sendable {
        /// Yes.
        case yes = "True"
        /// No.
        case no = "False"
        /// Nobody knows.
        case unknown = "Unknown"
    }

    /// What it is about.
    public var kind: Kind
    /// The status.
    public var status: Status
    /// A stable code, PascalCase.
    public var reason: String
    /// One sentence for people.
    public var message: String

    /// Makes a condition.
    init(_ kind: Kind, _ status: Status, _ reason: Reason, _ message: String) {
        self.kind = kind
        self.status = status
        self.reason = reason.rawValue
        self.message = message
    }

    /// The condition as a document; `since` is its `lastTransitionTime`.
    func json(since: String, generation: Int64?) -> JSONValue {
        var value: JSONValue = [
            "type": .string(kind.rawValue), "status": .string(status.rawValue), "reason": .string(reason),
            "message": .string(message), "lastTransitionTime": .string(since),
        ]
        if let generation { value["observedGeneration"] = .integer(generation) }
        return value
    }
}

extension InstanceCondition {
    /// Why a condition has its status.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Everything is as it should be.
        case succeeded = "Succeeded"
        /// There was no pass yet.
        case notReconciled = "NotReconciled"
        /// Something is held that may pass by itself.
        case waiting = "Waiting"
        /// Something is held that a person must end.
        case held = "Held"
        /// Another source drives the instance.
        case sourceConflict = "SourceConflict"
        /// Somebody pulled the hand brake of the instance.
        case paused = "Paused"
        /// A rollout is under way.
        case rollingOut = "RollingOut"
        /// Nothing is under way.
        case idle = "Idle"
        /// The source cannot be read.
        case unreadable = "Unreadable"
        /// The source holds no spec.
        case invalid = "Invalid"
        /// The source's spec contradicts how the controller was started.
        case notAllowed = "NotAllowed"
        /// Writers of the spec are at fault.
        case writersAtFault = "WritersAtFault"
        /// A topic or subscription cannot be used.
        case endpointsNotReady = "EndpointsNotReady"
        /// The bus can be used, and something is wrong with it.
        case findings = "Findings"
        /// The bus could not be looked at, or not fully.
        case endpointsUnknown = "EndpointsUnknown"
        /// Nobody looks (`--bus-check skip`).
        case notChecked = "NotChecked"
        /// The controller only looks (`--mode observe`).
        case observing = "Observing"
    }
}
