import BusClients
import WriterSpecs

/// What `operator bootstrap` would do, in order. A value; nothing is read again from it.
public struct BootstrapPlan: Hashable, Sendable {
    /// What one step does.
    public enum Action: Hashable, Sendable {
        /// Makes a Kafka topic.
        case createTopic(NewKafkaTopic)
        /// Makes a Pub/Sub topic.
        case createPubSubTopic(PubSubResource)
        /// Makes a Pub/Sub subscription.
        case createSubscription(PubSubResource, NewPubSubSubscription)
        /// Gives a Kafka topic more partitions, `total` altogether.
        case addPartitions(topic: String, from: Int, total: Int)
        /// Nothing: a person has to decide or to mend something.
        case refuse
        /// Nothing now: it may be possible later.
        case wait
    }

    /// One topic or subscription.
    public struct Step: Hashable, Sendable {
        /// What it is about.
        public var resource: WriterEndpoint.Resource
        /// What is done.
        public var action: Action
        /// Why.
        public var reason: BootstrapReason
        /// Why, or why not, in one sentence without a full stop.
        public var message: String
        /// What a person has to do; empty: nothing.
        public var hint: String
        /// The writers that use it; empty: what a writer's subscription needs.
        public var writers: [String]

        /// Whether it would be sent to the bus.
        public var isChange: Bool { action != .refuse && action != .wait }
    }

    /// The steps, topics before their subscriptions.
    public var steps: [Step] = []
    /// What is left as it is although somebody asked, and what is to be known: whole sentences without a full stop.
    public var notes: [String] = []

    /// Held where something is refused, else try again where something cannot be seen, else changes where there are any.
    public var exitStatus: ExitStatus {
        ExitStatus.combined(
            steps.map { step in
                switch step.action {
                case .refuse: .held
                case .wait: .tryAgain
                default: .changes
                }
            })
    }
}
