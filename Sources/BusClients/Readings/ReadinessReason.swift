/// Why an endpoint reads as it does, and what is wrong with one that can be used. Raw values are stable across releases; CI
/// jobs parse them.
public enum ReadinessReason: String, Hashable, Sendable, CaseIterable {
    /// It exists and can be used.
    case ready = "Ready"

    /// The topic does not exist.
    case topicMissing = "TopicMissing"
    /// A partition has no leader.
    case noLeader = "NoLeader"
    /// A partition has fewer replicas in sync than `min.insync.replicas`: producers are refused.
    case isrBelowMinimum = "IsrBelowMinimum"
    /// The Kafka principal may not describe the topic (which may be missing as well: Kafka does not tell).
    case notAuthorized = "NotAuthorized"
    /// The bus refuses the name.
    case invalidName = "InvalidName"
    /// The subscription does not exist.
    case subscriptionMissing = "SubscriptionMissing"
    /// The subscription delivers another topic than the spec says.
    case subscriptionOfAnotherTopic = "SubscriptionOfAnotherTopic"
    /// The subscription was detached from its topic: it receives nothing any more.
    case subscriptionDetached = "SubscriptionDetached"
    /// The subscription's topic was deleted: it receives nothing any more.
    case topicDeleted = "TopicDeleted"
    /// The subscription pushes, or writes to a store by itself: nobody can pull from it.
    case subscriptionNotPull = "SubscriptionNotPull"
    /// The subscription cannot receive messages: the service says so in its state.
    case subscriptionFailed = "SubscriptionFailed"

    /// No broker accepts connections.
    case brokersUnreachable = "BrokersUnreachable"
    /// Pub/Sub accepts no connections.
    case serviceUnreachable = "ServiceUnreachable"
    /// User name and password, or token, refused.
    case authenticationFailed = "AuthenticationFailed"
    /// The brokers do not offer the SASL mechanism.
    case mechanismUnsupported = "MechanismUnsupported"
    /// The certificate is for another host name.
    case tlsNameMismatch = "TLSNameMismatch"
    /// The certificate is not signed by a trusted authority, or has expired.
    case tlsUntrusted = "TLSUntrusted"
    /// TLS could not be agreed on.
    case tlsFailed = "TLSFailed"
    /// TLS spoken to a plain-text listener, or the reverse.
    case protocolMismatch = "ProtocolMismatch"
    /// The host name does not resolve.
    case hostNotFound = "HostNotFound"
    /// No answer in time.
    case timedOut = "TimedOut"
    /// An answer without all that was asked for.
    case partialReply = "PartialReply"
    /// The bus refuses this client: too many requests in a short time.
    case rateLimited = "RateLimited"
    /// The bus failed by itself.
    case serverError = "ServerError"
    /// The Google principal may not read the topic or subscription.
    case permissionDenied = "PermissionDenied"
    /// No credentials were given to this check.
    case credentialsMissing = "CredentialsMissing"
    /// The client cannot be set up as it is told, for example because the CA file is unreadable.
    case configurationInvalid = "ConfigurationInvalid"
    /// The credentials cannot be read or are malformed.
    case credentialsInvalid = "CredentialsInvalid"
    /// The token has expired or was revoked.
    case credentialsExpired = "CredentialsExpired"
    /// Where credentials come from does not answer, or fails.
    case credentialsUnavailable = "CredentialsUnavailable"
    /// The Google Cloud project does not exist, or may not be seen: Pub/Sub does not tell.
    case wrongProject = "WrongProject"
    /// The secret store has no such secret.
    case secretMissing = "SecretMissing"
    /// The secret store does not give the secret to this process.
    case secretDenied = "SecretDenied"
    /// The secret store does not answer, or fails.
    case secretStoreUnavailable = "SecretStoreUnavailable"
    /// The operator's settings do not let a spec name this secret: it was not read.
    case secretNotAllowed = "SecretNotAllowed"
    /// The operator's settings do not let a spec have a login sent to this broker: nothing was sent.
    case brokerNotAllowed = "BrokerNotAllowed"
    /// The password or token would have been sent over a connection that others can read: nothing was sent.
    case passwordExposed = "PasswordExposed"
    /// Neither spec, options, environment nor metadata server name the Google Cloud project.
    case projectUnknown = "ProjectUnknown"
    /// No bootstrap servers are known to this check.
    case serversUnknown = "ServersUnknown"
    /// This check cannot use the connection's kind of authentication.
    case notSupported = "NotSupported"
    /// Nobody looked.
    case notChecked = "NotChecked"

    /// Fewer replicas of a partition are in sync than it has.
    case underReplicated = "UnderReplicated"
    /// A topic has fewer than three replicas.
    case replicationTooLow = "ReplicationTooLow"
    /// `min.insync.replicas` is the number of replicas: one broker away, and producers are refused.
    case minimumInSyncTooHigh = "MinInsyncTooHigh"
    /// `min.insync.replicas` is 1: what one broker has acknowledged may be lost with it.
    case minimumInSyncTooLow = "MinInsyncTooLow"
    /// A writer asks for more replicas than its topic has partitions.
    case tooFewPartitions = "TooFewPartitions"
    /// Messages are kept for less time than an outage of the writers may take.
    case retentionTooShort = "RetentionTooShort"
    /// Messages may be deleted before their time because a partition has grown too large.
    case retentionBySize = "RetentionBySize"
    /// Messages are kept for far longer than any outage may take.
    case retentionLong = "RetentionLong"
    /// Messages vanish that have the same key as a later one.
    case topicCompacted = "TopicCompacted"
    /// The dead-letter topic does not take messages as large as those that may fail.
    case deadLetterTooSmall = "DeadLetterTooSmall"
    /// Brokers create topics that somebody misspells.
    case topicsAutoCreated = "TopicsAutoCreated"
    /// The topic's configuration may not be seen: nothing is known of its retention.
    case configurationUnseen = "ConfigurationUnseen"
    /// Nobody says which consumer group a writer uses.
    case groupUnknown = "GroupUnknown"
    /// The consumer group cannot be seen, or its coordinator calls it dead.
    case groupUnseen = "GroupUnseen"
    /// The consumer group has no member.
    case groupEmpty = "GroupEmpty"
    /// The consumer group shares its partitions out.
    case groupRebalancing = "GroupRebalancing"
    /// The consumer group has never committed an offset.
    case noCommitYet = "NoCommitYet"
    /// How far the consumer group is behind could not be seen, or not fully.
    case lagUnknown = "LagUnknown"
    /// Messages were deleted before the consumer group read them.
    case messagesLost = "MessagesLost"
    /// The consumer group or subscription is so far behind that messages will be deleted before they are read.
    case lagOutlastsRetention = "LagOutlastsRetention"
    /// How many messages a subscription holds could not be seen.
    case backlogUnseen = "BacklogUnseen"
    /// The subscription deletes itself where nobody reads from it for a while.
    case subscriptionExpires = "SubscriptionExpires"
    /// The subscription delivers only messages that match its filter.
    case subscriptionFiltered = "SubscriptionFiltered"
    /// A message is delivered again while the writer still works on it.
    case acknowledgementDeadlineShort = "AckDeadlineShort"
    /// A message that always fails is delivered for ever.
    case noDeadLetterPolicy = "NoDeadLetterPolicy"

    /// The verdict that the reason stands for.
    public var readiness: EndpointReading.Readiness {
        switch self {
        case .ready, .underReplicated, .replicationTooLow, .minimumInSyncTooHigh, .minimumInSyncTooLow,
            .tooFewPartitions, .retentionTooShort, .retentionBySize, .retentionLong, .topicCompacted,
            .deadLetterTooSmall, .topicsAutoCreated, .configurationUnseen, .subscriptionExpires, .subscriptionFiltered,
            .acknowledgementDeadlineShort, .noDeadLetterPolicy, .groupUnknown, .groupUnseen, .groupEmpty,
            .groupRebalancing, .noCommitYet, .lagUnknown, .messagesLost, .lagOutlastsRetention, .backlogUnseen:
            .ready
        case .topicMissing, .noLeader, .isrBelowMinimum, .notAuthorized, .invalidName, .subscriptionMissing,
            .subscriptionOfAnotherTopic, .subscriptionDetached, .topicDeleted, .subscriptionNotPull,
            .subscriptionFailed:
            .notReady
        case .brokersUnreachable, .serviceUnreachable, .wrongProject, .authenticationFailed, .mechanismUnsupported,
            .tlsNameMismatch, .tlsUntrusted,
            .tlsFailed,
            .protocolMismatch, .hostNotFound, .timedOut, .partialReply, .rateLimited, .serverError, .permissionDenied,
            .credentialsMissing, .credentialsInvalid, .configurationInvalid, .credentialsExpired,
            .credentialsUnavailable, .projectUnknown,
            .serversUnknown, .secretMissing, .secretDenied, .secretStoreUnavailable, .secretNotAllowed,
            .brokerNotAllowed,
            .passwordExposed,
            .notSupported, .notChecked:
            .unknown
        }
    }
}
