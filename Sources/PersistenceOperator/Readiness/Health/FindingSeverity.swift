import BusClients

/// What a finding about the bus does.
public enum FindingSeverity: String, Hashable, Sendable, CaseIterable {
    /// It holds new revisions of the writers that it concerns.
    case blocks
    /// Messages may be lost, or come late: somebody should look.
    case warns
    /// Good to know.
    case informs
    /// It is neither told nor counted.
    case ignored
}

extension ReadinessReason {
    /// What a finding with this reason does unless told otherwise; `nil`: it is no finding, but ready or unknown.
    var defaultSeverity: FindingSeverity? {
        switch self {
        case .underReplicated, .replicationTooLow, .minimumInSyncTooHigh, .tooFewPartitions, .retentionTooShort,
            .retentionBySize, .topicCompacted, .deadLetterTooSmall, .subscriptionExpires, .subscriptionFiltered,
            .topicsAutoCreated, .groupEmpty, .messagesLost, .lagOutlastsRetention:
            .warns
        case .minimumInSyncTooLow, .retentionLong, .configurationUnseen, .acknowledgementDeadlineShort,
            .noDeadLetterPolicy, .groupUnknown, .groupUnseen, .groupRebalancing, .noCommitYet, .lagUnknown,
            .backlogUnseen:
            .informs
        default: readiness == .notReady ? .blocks : nil
        }
    }
}
