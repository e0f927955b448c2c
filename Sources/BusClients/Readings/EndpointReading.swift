/// What is known of one topic or subscription at one moment: a value, made by the probes, judged by the plan.
public struct EndpointReading: Hashable, Sendable {
    /// The three values of every reading. Unknown is never taken for missing, nor for ready.
    public enum Readiness: String, Hashable, Sendable, CaseIterable {
        /// It is there and usable.
        case ready
        /// The bus answered: it cannot be used as it is.
        case notReady
        /// The bus did not answer, or not fully: nothing is known.
        case unknown
    }

    /// The verdict.
    public var readiness: Readiness
    /// Why, as a stable code.
    public var reason: ReadinessReason
    /// What was found, in one sentence without a full stop; never holds a secret.
    public var message: String
    /// What to do about it; empty where nothing is to be done.
    public var action: String
    /// The number of partitions of a Kafka topic, where it is known.
    public var partitions: Int?
    /// How it is kept; `nil` where it is not there, cannot be seen, or nothing more is to be known.
    public var facts: EndpointFacts?
    /// Who looked, from where, at which cluster.
    public var observer: BusObserver

    /// Makes a reading whose verdict follows from its reason.
    public init(
        _ reason: ReadinessReason, _ message: String, action: String = "", partitions: Int? = nil,
        facts: EndpointFacts? = nil, observer: BusObserver
    ) {
        self.readiness = reason.readiness
        self.reason = reason
        self.message = message
        self.action = action
        self.partitions = partitions
        self.facts = facts
        self.observer = observer
    }
}

extension EndpointReading: CustomStringConvertible {
    /// `TopicMissing: the topic 'x' does not exist; create it …`.
    public var description: String { "\(reason.rawValue): \(message)" + (action.isEmpty ? "" : "; \(action)") }
}
