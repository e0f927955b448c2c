import WriterSpecs

/// How writers are judged: a pure function of the last plan, the live Deployment and its pods.
extension WriterStatus {
    /// Judges a writer of the spec.
    ///
    /// - Parameters:
    ///   - hold: What its changes are held for; `nil`: nothing.
    ///   - trouble: Why its pods do not become available, where somebody looked.
    init(_ writer: ResolvedWriter, namespace: String, hold: Hold?, trouble: PodTrouble?, _ live: LiveObjects) {
        let deployment = live.summary(of: ObjectKey(kind: "Deployment", namespace: namespace, name: writer.name))
        let desired = deployment.map { $0.replicas ?? 1 }
        let rollout = deployment?.rollout
        self.init(
            name: writer.name, phase: .ready, reason: "", message: "", action: "", desired: desired,
            updated: rollout?.updated ?? 0, available: rollout?.available ?? 0, image: writer.image)
        if let hold {
            phase = .held
            reason = hold.reason
            message = hold.message
            action = hold.action
        } else if let deployment, let desired, let rollout {
            guard !rollout.isDone(generation: deployment.generation, replicas: desired) else { return }
            phase = .progressing
            reason = rollout.progressingReason == "ProgressDeadlineExceeded" ? "RolloutFailed" : "RollingOut"
            message = "\(rollout.available) of \(desired) replicas are available, \(rollout.updated) are current"
            if let trouble {
                if reason == "RollingOut" { reason = trouble.rawValue }
                message += ": \(trouble.message)"
                action = trouble.action(writer: writer.name)
            }
        } else {
            phase = .absent
            reason = "NotApplied"
            message = "there is no Deployment of it"
        }
    }

    /// Judges a writer whose entry has errors.
    init(_ writer: FaultyWriter) {
        self.init(
            name: writer.name ?? "writers[\(writer.index)]", phase: .held, reason: "WriterAtFault",
            message: "it has errors: \(Self.list(writer.codes))", action: "mend the spec (operator validate)",
            desired: nil, updated: 0, available: 0, image: "")
    }

    /// At most five names: a message is read at a glance.
    static func list(_ names: [String]) -> String {
        names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }
}
