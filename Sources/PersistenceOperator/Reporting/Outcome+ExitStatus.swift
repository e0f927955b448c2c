extension Hold {
    /// The exit status that the hold asks for; `nil`: none.
    public var exitStatus: ExitStatus? {
        switch kind {
        case .needsPerson: .held
        case .mayPass: .tryAgain
        case .intended: nil
        }
    }
}

extension ExecutionReport {
    /// How `reconcile --once` ends, without regard to rollouts.
    public var exitStatus: ExitStatus {
        var statuses = holds.compactMap(\.hold.exitStatus)
        switch ending {
        case .complete: break
        case .unreachable: statuses.append(.unavailable)
        case .interrupted: statuses.append(.interrupted)
        }
        return ExitStatus.combined(statuses)
    }
}

extension Plan {
    /// How `diff` ends.
    public func diffExitStatus(exitOnHold: Bool) -> ExitStatus {
        var statuses: [ExitStatus] = hasChanges ? [.changes] : []
        if exitOnHold { statuses += holds.compactMap(\.hold.exitStatus) }
        return ExitStatus.combined(statuses)
    }
}
