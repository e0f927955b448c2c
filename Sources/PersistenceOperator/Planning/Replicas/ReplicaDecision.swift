import KubeClient

/// The number of replicas that an apply of a Deployment carries.
///
/// Replicas are set at creation and when the spec's own number changes, and at no other time: autoscalers and people on
/// call change them too. An apply that left the field out would reset it to 1 while nobody else owns it, so applies carry
/// the live number, guarded by resourceVersion, until another manager owns `f:replicas`.
struct ReplicaDecision: Hashable {
    /// What the apply says of `spec.replicas`; `nil`: nothing.
    var carried: Int64?
    /// Whether that differs from the live number because the spec says so.
    var isChange: Bool
    /// The spec's number that is in force after the apply, for the inventory.
    var remembered: SpecReplicas
    /// What somebody should know.
    var notice: PlanNotice?

    /// The spec's own number of replicas at some time.
    enum SpecReplicas: Hashable {
        /// Nobody knows.
        case unknown
        /// It gave none.
        case none
        /// It gave that.
        case number(Int64)

        init(_ number: Int64?) {
            self = number.map { .number($0) } ?? .none
        }
    }

    /// What is known when a Deployment is planned.
    struct Input {
        /// The writer.
        var writer: String
        /// The spec's number; `nil`: none.
        var spec: Int64?
        /// The spec's number when it was last applied.
        var lastApplied: SpecReplicas
        /// The live number; `nil`: there is no Deployment.
        var live: Int64?
        /// Our autoscaler's minimum, where the spec asks for one.
        var autoscalerMinimum: Int64?
        /// Another object that scales this Deployment, as `HorizontalPodAutoscaler x`.
        var foreignAutoscaler: String?
        /// Whether another manager owns `f:replicas`.
        var isOwnedByOther: Bool
        /// `suspended: true`.
        var isSuspended: Bool
    }

    /// Decides.
    static func decide(_ input: Input) -> ReplicaDecision {
        guard let live = input.live else {
            let number = max(input.autoscalerMinimum ?? 0, input.spec ?? 1)
            return ReplicaDecision(carried: number, isChange: false, remembered: SpecReplicas(input.spec), notice: nil)
        }
        let kept = ReplicaDecision(
            carried: input.isOwnedByOther ? nil : live, isChange: false, remembered: SpecReplicas(input.spec),
            notice: nil)
        guard let wanted = input.spec, wanted != live else { return kept }
        if input.autoscalerMinimum != nil { return kept }
        if let autoscaler = input.foreignAutoscaler {
            return kept.noting(
                "ReplicasAutoscaled", input.writer, "\(live) replicas are kept: \(autoscaler) scales this writer")
        }
        if input.lastApplied == .unknown {
            return kept.noting(
                "ReplicasUnknown", input.writer,
                "\(live) replicas are kept: the spec says \(wanted), but it is not known what was applied before; "
                    + "to set them: kubectl scale deployment \(input.writer) --replicas=\(wanted)")
        }
        guard input.lastApplied != SpecReplicas(wanted) else {
            return kept.noting(
                "ReplicasDiffer", input.writer,
                "\(live) replicas are kept: somebody scaled the writer since the spec's \(wanted) were applied")
        }
        if input.isSuspended, wanted > live {
            var held = kept.noting(
                "Suspended", input.writer, "\(live) replicas are kept: the spec is suspended, nothing is scaled up")
            held.remembered = input.lastApplied
            return held
        }
        return ReplicaDecision(carried: wanted, isChange: true, remembered: SpecReplicas(wanted), notice: nil)
    }

    private func noting(_ code: String, _ writer: String, _ message: String) -> ReplicaDecision {
        var copy = self
        copy.notice = PlanNotice(code: code, writer: writer, message: message)
        return copy
    }
}
