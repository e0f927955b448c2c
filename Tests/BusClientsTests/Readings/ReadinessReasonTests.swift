import BusClients
import Testing

@Suite struct ReadinessReasonTests {
    /// CI jobs parse these: a change breaks them.
    private static let notReady = [
        "TopicMissing", "NoLeader", "IsrBelowMinimum", "NotAuthorized", "InvalidName", "SubscriptionMissing",
        "SubscriptionOfAnotherTopic", "SubscriptionDetached", "TopicDeleted", "SubscriptionNotPull",
        "SubscriptionFailed",
    ]
    private static let findings = [
        "UnderReplicated", "ReplicationTooLow", "MinInsyncTooHigh", "MinInsyncTooLow", "TooFewPartitions",
        "RetentionTooShort", "RetentionBySize", "RetentionLong", "TopicCompacted", "DeadLetterTooSmall",
        "TopicsAutoCreated", "ConfigurationUnseen", "SubscriptionExpires", "SubscriptionFiltered", "AckDeadlineShort",
        "NoDeadLetterPolicy", "GroupUnknown", "GroupUnseen", "GroupEmpty", "GroupRebalancing", "NoCommitYet",
        "LagUnknown", "MessagesLost", "LagOutlastsRetention", "BacklogUnseen",
    ]
    private static let unknown = [
        "BrokersUnreachable", "ServiceUnreachable", "AuthenticationFailed", "MechanismUnsupported", "TLSNameMismatch",
        "TLSUntrusted", "TLSFailed", "ProtocolMismatch", "HostNotFound", "TimedOut", "PartialReply", "RateLimited",
        "ServerError", "PermissionDenied", "CredentialsMissing", "CredentialsInvalid", "ConfigurationInvalid",
        "CredentialsExpired", "CredentialsUnavailable", "WrongProject", "ProjectUnknown", "ServersUnknown",
        "NotSupported", "NotChecked",
        "SecretMissing", "SecretDenied", "SecretStoreUnavailable", "SecretNotAllowed", "BrokerNotAllowed",
        "PasswordExposed",
    ]

    @Test func everyReasonHasTheVerdictThatTheGateReliesOn() {
        func codes(_ verdict: EndpointReading.Readiness) -> Set<String> {
            Set(ReadinessReason.allCases.filter { $0.readiness == verdict }.map(\.rawValue))
        }
        #expect(codes(.ready) == Set(Self.findings + ["Ready"]))
        #expect(codes(.notReady) == Set(Self.notReady))
        #expect(codes(.unknown) == Set(Self.unknown))
    }

    @Test func aReadingDescribesReasonMessageAndAction() {
        let observer = BusObserver(principal: "User:writer", host: "pod-1", cluster: "b-1:9096")
        let reading = EndpointReading(
            .topicMissing, "the topic 't' does not exist", action: "create it", observer: observer)
        #expect("\(reading)" == "TopicMissing: the topic 't' does not exist; create it")
        #expect("\(observer)" == "User:writer on pod-1 at b-1:9096")
    }
}
