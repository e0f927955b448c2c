import KubeClient

/// How a leader is to be elected, as the command line says it.
public struct ElectionRequest: Hashable, Sendable {
    /// Without a place where the command line names none.
    private let settings: LeaderElectionSettings

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - lease: `NAMESPACE/NAME` of the Lease; `nil`: `persistence-operator-INSTANCE` in the account's namespace.
    ///   - leaseDuration: See `LeaderElectionSettings.leaseDuration`.
    ///   - renewDeadline: See `LeaderElectionSettings.renewDeadline`.
    ///   - retryPeriod: See `LeaderElectionSettings.retryPeriod`.
    /// - Throws: `UsageError` where the Lease is none, or the times leave no room.
    public init(
        lease: String?, leaseDuration: Duration, renewDeadline: Duration, retryPeriod: Duration
    ) throws(UsageError) {
        var place = (namespace: "", name: "")
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
        self.settings = settings
    }

    /// The settings of the elector.
    ///
    /// - Parameters:
    ///   - namespace: Where the Lease is, where the request does not say.
    ///   - instance: What the Lease is named after, where the request does not say: controllers of different instances do not
    ///     wait for each other.
    func settings(namespace: String, instance: String) -> LeaderElectionSettings {
        guard settings.name.isEmpty else { return settings }
        var settings = settings
        (settings.namespace, settings.name) = (namespace, "persistence-operator-\(instance)")
        return settings
    }
}
