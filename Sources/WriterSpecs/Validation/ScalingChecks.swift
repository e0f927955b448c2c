import Documents

extension SpecResolver {
    /// The bounds that the old tool used where the spec is silent.
    static let defaultMinimum: Int64 = 1
    /// The bounds that the old tool used where the spec is silent.
    static let defaultMaximum: Int64 = 10

    /// Checks `hpa_specs`.
    mutating func checkAutoscaling(of draft: WriterDraft, type: WriterType) {
        guard let hpa = draft.spec.hpa else { return }
        guard type.readsBus else {
            add(
                .warning, "not-applicable", draft, "hpa_specs",
                "autoscaling is on the messages of a subscription, and \(type.name) reads no bus", hint: "remove it")
            return
        }
        let minimum = hpa.minReplicas ?? Self.defaultMinimum
        let maximum = hpa.maxReplicas ?? Self.defaultMaximum
        if maximum == 0 {
            // Without an autoscaler, as on Kafka, nothing is held.
            if backend.backend == .pubSub {
                add(
                    .warning, "hpa-zero-maximum", draft, "hpa_specs.hpa_max_replicas",
                    "Kubernetes has no autoscaler with a maximum of 0: the writer is held as it is, never lowered",
                    hint: "give a maximum, or remove hpa_specs")
            }
        } else if minimum > maximum, minimum >= 0, maximum > 0 {
            add(
                .error, "hpa-range", draft,
                hpa.minReplicas == nil ? "hpa_specs.hpa_max_replicas" : "hpa_specs.hpa_min_replicas",
                "the minimum \(minimum) is above the maximum \(maximum)"
                    + (hpa.maxReplicas == nil ? " (the default)" : ""))
        }
        if backend.backend == .kafka {
            add(
                .warning, "hpa-on-kafka", draft, "hpa_specs",
                "with KAFKA it takes KEDA on the cluster: without, the replica count counts instead")
            return
        }
        checkSubscription(of: hpa, draft, type: type)
    }

    private mutating func checkSubscription(of hpa: HPASpec, _ draft: WriterDraft, type: WriterType) {
        let field = "hpa_specs.hpa_pubsub_subscription_id"
        let given = hpa.subscription.flatMap { $0.isEmpty ? nil : $0 }
        guard let subscription = given ?? type.consumes.lazy.compactMap({ draft.busFields[$0]?.value }).first else {
            // A consumer without its subscription is reported as such.
            if type.consumes.isEmpty {
                add(
                    .error, "required", draft, "hpa_specs", "nothing says which subscription the autoscaler watches",
                    hint: "set hpa_pubsub_subscription_id")
            }
            return
        }
        if given != nil, let problem = BusNames.pubSubProblem(subscription, isTopic: false) {
            add(
                .error, problem.code, draft, field, "\(Quoting.quoted(subscription)) \(problem.reason)",
                hint: problem.hint)
            return
        }
        let name = PubSubName(subscription)
        let project = name.project.flatMap { $0 == googleCloudProject ? nil : $0 }
        for (what, text) in [("ID", name.id), ("project", project ?? "")]
        where KubernetesNames.labelValueProblem(text) != nil {
            add(
                .error, "hpa-subscription", draft, given == nil ? "hpa_specs" : field,
                "a metric's selector cannot hold the subscription's \(what) \(Quoting.quoted(text)): up to 63 letters, "
                    + "digits, '-', '_' and '.', a letter or digit at both ends",
                hint: "use a subscription whose \(what) is such a text, or remove hpa_specs")
        }
    }

    /// Whether the writer gets an autoscaler.
    func isAutoscaled(_ draft: WriterDraft) -> Bool {
        backend.backend == .pubSub && draft.spec.hpa != nil && draft.type?.readsBus == true
    }

    /// Checks the bounds of a PodDisruptionBudget.
    mutating func checkDisruption(of draft: WriterDraft) {
        let minimum = draft.spec.pdbMinAvailable.flatMap { $0.isEmpty ? nil : $0 }
        let maximum = draft.spec.pdbMaxUnavailable.flatMap { $0.isEmpty ? nil : $0 }
        if minimum != nil, maximum != nil {
            add(
                .error, "pdb-bounds", draft, "pdb_min_available",
                "a budget has one bound, and 'pdb_max_unavailable' is given too", hint: "remove one of them")
            return
        }
        if let bound = maximum.flatMap(IntegerOrPercentage.init), bound.pods(of: 100) == 0 {
            add(
                .warning, "pdb-blocks-drain", draft, "pdb_max_unavailable",
                "no pod may ever go: nodes with this writer cannot be drained", hint: "allow at least 1")
        }
        guard let bound = minimum.flatMap(IntegerOrPercentage.init), let replicas = largestReplicaCount(of: draft),
            bound.pods(of: replicas) >= replicas
        else { return }
        add(
            .warning, "pdb-blocks-drain", draft, "pdb_min_available",
            "with \(replicas == 1 ? "1 replica" : "\(replicas) replicas") no pod may ever go: nodes with this writer cannot be drained",
            hint: "use pdb_max_unavailable, or more replicas")
    }

    /// The most replicas that the writer gets; `nil` where that is not known.
    private func largestReplicaCount(of draft: WriterDraft) -> Int64? {
        if isAutoscaled(draft), let hpa = draft.spec.hpa {
            let maximum = hpa.maxReplicas ?? Self.defaultMaximum
            return maximum > 0 ? maximum : nil
        }
        return max(draft.spec.defaultReplicaCount ?? 1, 1)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ code: String, _ draft: WriterDraft, _ field: String, _ message: String,
        hint: String? = nil
    ) {
        add(severity, code, draft.spec.positions, field, .writer(draft.index), message, hint: hint)
    }
}
