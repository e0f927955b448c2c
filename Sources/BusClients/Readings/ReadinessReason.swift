/// Why an endpoint reads as it does. Raw values are stable across releases; CI jobs parse them.
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
    /// The bus refuses this client for now: too many requests.
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

    /// The verdict that the reason stands for.
    public var readiness: EndpointReading.Readiness {
        switch self {
        case .ready: .ready
        case .topicMissing, .noLeader, .isrBelowMinimum, .notAuthorized, .invalidName, .subscriptionMissing,
            .subscriptionOfAnotherTopic, .subscriptionDetached, .topicDeleted, .subscriptionNotPull:
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
