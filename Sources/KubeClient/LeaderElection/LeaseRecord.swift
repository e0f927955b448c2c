import Documents

/// What a Lease says (coordination.k8s.io/v1, `spec`). Its times are for people: clocks of two machines are not compared.
struct LeaseRecord: Hashable, Sendable {
    /// Who holds it; empty: nobody.
    var holder: String
    /// The holder's `leaseDuration` in seconds.
    var durationSeconds: Int64
    /// When the holder took it.
    var acquired: String
    /// When the holder last renewed it.
    var renewed: String
    /// How often the holder has changed.
    var transitions: Int64

    /// What a holder leaves that has ended all its writes: nobody, for one second, as client-go writes it. A Lease that a
    /// person emptied still has its old duration.
    var isReleased: Bool { holder.isEmpty && durationSeconds == 1 }

    /// Reads a Lease. What is not there reads as empty: people edit Leases.
    init(_ lease: JSONValue) {
        let spec = lease["spec"]
        holder = spec?["holderIdentity"]?.string ?? ""
        durationSeconds = spec?["leaseDurationSeconds"]?.integer ?? 0
        acquired = spec?["acquireTime"]?.string ?? ""
        renewed = spec?["renewTime"]?.string ?? ""
        transitions = spec?["leaseTransitions"]?.integer ?? 0
    }

    init(holder: String, durationSeconds: Int64, acquired: String, renewed: String, transitions: Int64) {
        self.holder = holder
        self.durationSeconds = durationSeconds
        self.acquired = acquired
        self.renewed = renewed
        self.transitions = transitions
    }

    /// The Lease to apply.
    ///
    /// - Parameter version: `metadata.resourceVersion` that it replaces; `nil`: it is a new one.
    func body(_ settings: LeaderElectionSettings, over version: String?) -> JSONValue {
        var metadata: JSONValue = ["name": .string(settings.name), "namespace": .string(settings.namespace)]
        if let version { metadata["resourceVersion"] = .string(version) }
        return [
            "apiVersion": .string(KubeResource.leases.apiVersion), "kind": .string(KubeResource.leases.kind),
            "metadata": metadata,
            "spec": [
                "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(durationSeconds),
                "acquireTime": .string(acquired), "renewTime": .string(renewed),
                "leaseTransitions": .integer(transitions),
            ],
        ]
    }
}
