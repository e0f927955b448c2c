/// Why a step of `operator bootstrap` is there, or what came of it. Raw values are stable across releases.
public enum BootstrapReason: String, Hashable, Sendable, CaseIterable {
    /// Writers need it, and the bus says that it is not there.
    case missing = "NotThere"
    /// `--partitions` asks for more than there are.
    case partitionsAsked = "PartitionsAsked"
    /// Its name is one typo away from that of a topic that exists.
    case likeAnother = "DidYouMean"
    /// `--partitions` asks for fewer than there are.
    case wouldShrink = "WouldShrink"
    /// The brokers would give it fewer than three replicas.
    case replicationTooLow = "ReplicationBelowThree"
    /// The brokers do not tell how many replicas they would give it.
    case replicationUnseen = "ReplicationUnseen"
    /// There are too few brokers for it, or one is away.
    case brokersMissing = "BrokersMissing"
    /// The brokers' `min.insync.replicas` is more than its replicas: producers would be refused.
    case minimumInSyncTooHigh = "ProducersRefused"
    /// Nobody says which topic a subscription is of.
    case topicUnnamed = "TopicUnnamed"
    /// The topic of a subscription is neither there nor made.
    case topicUnready = "TopicUnready"
    /// It is there, or would be, and something else is wrong with it.
    case notReady = "OtherTrouble"
    /// It cannot be seen: nothing is made of what is not known.
    case unseen = "Unseen"
}
