import WriterSpecs

/// What rendering is asked for, beside the spec: the same for every writer of a run.
public struct RenderSettings: Hashable, Sendable {
    /// The name that tells this spec's objects from those of others in the namespace (`--instance`).
    public var instance: String
    /// How strict the pods' security context is (`--pod-security`).
    public var podSecurity: PodSecurityLevel
    /// Autoscalers may go down to 0 replicas, whatever the server's version (`--hpa-scale-to-zero`).
    public var hpaScaleToZero: Bool
    /// The TriggerAuthentication with which KEDA logs in to Kafka, which somebody else made; `nil`: one is made where that is
    /// possible (`--keda-authentication`).
    public var kedaAuthentication: String?
    /// The object that all others go with when it is deleted; `nil`: they stay.
    public var owner: OwnerReference?
    /// The configuration whose changes roll writers.
    public var rollTriggers = RollTriggers()
    /// Whether objects carry the provenance of their fields; without it rendering needs less memory and time.
    public var recordsProvenance: Bool

    /// The instance's name where none is given.
    public static let defaultInstance = "background-persistence"

    /// Makes settings; what is not given is the command line's default.
    public init(
        instance: String = RenderSettings.defaultInstance, podSecurity: PodSecurityLevel = .baseline,
        hpaScaleToZero: Bool = false, recordsProvenance: Bool = true
    ) {
        self.instance = instance
        self.podSecurity = podSecurity
        self.hpaScaleToZero = hpaScaleToZero
        self.recordsProvenance = recordsProvenance
    }

    var instanceProvenance: Provenance {
        instance == Self.defaultInstance ? .operatorDefault("--instance") : .option("--instance")
    }

    var ownerProvenance: Provenance { .option(DeletionPolicy.annotation) }

    var podSecurityProvenance: Provenance {
        podSecurity == .baseline ? .operatorDefault("--pod-security") : .option("--pod-security \(podSecurity)")
    }
}

/// How strict the security context of the writers' pods is.
public enum PodSecurityLevel: String, Hashable, Sendable, CaseIterable {
    /// No security context.
    case none
    /// No privilege escalation, the runtime's seccomp profile.
    case baseline
    /// As `baseline`, and no root and no capabilities, as the Pod Security Standard of that name asks. An image that
    /// runs as root does not start under it.
    case restricted
}
