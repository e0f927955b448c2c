/// Which Lease a leader holds, and how long each part of it lasts.
public struct LeaderElectionSettings: Hashable, Sendable {
    /// The Lease's namespace.
    public var namespace: String
    /// The Lease's name.
    public var name: String
    /// How long others leave a Lease alone after its holder was last seen to renew it. Default 15 s.
    public var leaseDuration: Duration
    /// How long after its last renewal a leader goes on writing. Default 10 s.
    public var renewDeadline: Duration
    /// The time between two renewals, and between two looks of those who wait. Default 2 s.
    public var retryPeriod: Duration

    /// Makes settings.
    ///
    /// - Returns: `nil` where the times are not in the order `leaseDuration > renewDeadline > retryPeriod`, each at least a
    ///   second apart: a leader must have time to try again, and its last write time to end before others may begin.
    public init?(
        namespace: String, name: String, leaseDuration: Duration = .seconds(15),
        renewDeadline: Duration = .seconds(10), retryPeriod: Duration = .seconds(2)
    ) {
        guard retryPeriod >= .seconds(1), renewDeadline - retryPeriod >= .seconds(1),
            leaseDuration - renewDeadline >= .seconds(1)
        else { return nil }
        self.namespace = namespace
        self.name = name
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// The longest that one write of a leader may take: then, when its Lease may be taken, its last write is over on both
    /// sides, since a leader begins none after `renewDeadline`. 5 s by default.
    public var writeTimeout: Duration { leaseDuration - renewDeadline }
}
