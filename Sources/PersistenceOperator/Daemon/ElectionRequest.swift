import KubeClient

/// How a leader is to be elected, as the command line says it.
public struct ElectionRequest: Hashable, Sendable {
    /// `NAMESPACE/NAME` of the Lease; `nil`: `persistence-operator-INSTANCE` in the account's namespace.
    public var lease: String?
    /// See `LeaderElectionSettings.leaseDuration`.
    public var leaseDuration: Duration
    /// See `LeaderElectionSettings.renewDeadline`.
    public var renewDeadline: Duration
    /// See `LeaderElectionSettings.retryPeriod`.
    public var retryPeriod: Duration

    /// Makes a request.
    public init(lease: String?, leaseDuration: Duration, renewDeadline: Duration, retryPeriod: Duration) {
        self.lease = lease
        self.leaseDuration = leaseDuration
        self.renewDeadline = renewDeadline
        self.retryPeriod = retryPeriod
    }

    /// The settings of the elector.
    ///
    /// - Parameters:
    ///   - namespace: Where the Lease is, where the request does not say.
    ///   - instance: What the Lease is named after, where the request does not say: controllers of different instances do not
    ///     wait for each other.
    /// - Throws: `UsageError`.
    func settings(namespace: String, instance: String) throws(UsageError) -> LeaderElectionSettings {
        var place = (namespace: namespace, name: "persistence-operator-\(instance)")
        if let lease {
            let parts = lease.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
                throw UsageError("--lease '\(lease)' is no Lease", hint: "write NAMESPACE/NAME")
            }
            place = (String(parts[0]), String(parts[1]))
        }
        let settings = LeaderElectionSettings(
            namespace: place.namespace, name: place.name, leaseDuration: leaseDuration, renewDeadline: renewDeadline,
            retryPeriod: retryPeriod)
        guard let settings else {
            throw UsageError(
                "--lease-duration, --renew-deadline and --retry-period do not go together",
                hint: "each must be at least a second longer than the next: 15s, 10s, 2s")
        }
        return settings
    }
}
