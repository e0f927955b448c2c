import BusClients
import WriterSpecs

/// What concerns the document as a whole: its holds and notices.
extension Planner {
    func namespaceSteps(_ spec: ResolvedSpec) -> [PlanStep] {
        guard live.namespace == .missing, settings.createsNamespace else { return [] }
        return [
            PlanStep(
                action: .create, object: ObjectKey(kind: "Namespace", namespace: "", name: spec.namespace),
                apiVersion: "v1", writer: nil, reason: StepReason("NamespaceMissing", "asked for (--create-namespace)"),
                write: .createNamespace)
        ]
    }

    func namespaceHold(_ spec: ResolvedSpec) -> Hold? {
        switch live.namespace {
        case .active, .unknown: nil
        case .terminating:
            Hold(
                .mayPass, reason: "NamespaceTerminating", message: "the namespace '\(spec.namespace)' is being deleted",
                action: "wait until it is gone, then create it again")
        case .missing:
            settings.createsNamespace
                ? nil
                : Hold(
                    .needsPerson, reason: "NamespaceMissing",
                    message: "the namespace '\(spec.namespace)' does not exist",
                    action: "create it, or use --create-namespace")
        }
    }

    /// A live instance never changes its bus because a field went missing.
    func backendHold(_ spec: ResolvedSpec) -> Hold? {
        guard case .operatorDefault = spec.backendProvenance, let last = previousInventory.backend,
            last != spec.backend.rawValue
        else { return nil }
        return Hold(
            .needsPerson, reason: "BackendInferred",
            message: "the spec no longer says which bus it uses; it looks like \(spec.backend.rawValue), "
                + "but \(last) was applied",
            action: "set common_persistence_specs.bus_backend")
    }

    /// An instance has one source: two would undo each other's work for ever.
    var driverHold: Hold? {
        guard let driver = previousInventory.driver, driver != settings.driver ?? Self.pipeline, !settings.takesOver
        else {
            return nil
        }
        return Hold(
            .needsPerson, reason: "SourceConflict",
            message: "the instance '\(settings.instance)' is driven by \(driver)",
            action: "change it there, or take it over with --take-over")
    }

    /// Who drives an instance that a one-shot command took from a controller, so that the controller leaves it alone.
    private static let pipeline = "operator reconcile"

    /// Who drives the instance after this plan.
    var nextDriver: String? {
        let previous = previousInventory.driver
        guard driverHold == nil else { return previous }
        return settings.driver ?? (previous == nil ? nil : Self.pipeline)
    }

    /// Somebody pulled the hand brake of the whole instance.
    var pauseHold: Hold? { Self.hold(for: [settings.pause, previousInventory.pause], "the instance", settings) }

    /// What a pause stops, as long as one of them holds.
    static func hold(for pauses: [Pause?], _ subject: String, _ settings: PlanSettings) -> Hold? {
        guard let pause = pauses.compactMap(\.self).first(where: { $0.holds(at: settings.now) }) else { return nil }
        return Hold(
            .intended, reason: "Paused", message: "\(subject) is \(pause.message)",
            action: "remove the annotation to go on")
    }

    /// Without the memory of what was applied, a plan could take others' objects for its own, or leave its own behind.
    var inventoryHold: Hold? {
        live.unreadableKinds["ConfigMap"].map {
            Hold(
                .needsPerson, reason: "Forbidden",
                message: "the inventory \(settings.inventoryName) cannot be seen: \($0)",
                action: "grant the account what deploy/target/role.yaml grants, in this namespace too")
        }
    }

    /// What holds every step of the plan.
    func documentHold(_ spec: ResolvedSpec) -> Hold? {
        inventoryHold ?? driverHold ?? pauseHold ?? namespaceHold(spec) ?? backendHold(spec)
    }

    /// A plan that is held as a whole says so, also where nothing is to be done.
    func instanceSteps(_ spec: ResolvedSpec) -> [PlanStep] {
        guard let hold = inventoryHold ?? driverHold ?? pauseHold else { return [] }
        return [
            PlanStep(
                action: .hold,
                object: ObjectKey(kind: "ConfigMap", namespace: spec.namespace, name: settings.inventoryName),
                apiVersion: "v1", writer: nil, reason: StepReason(hold.reason, hold.message), hold: hold)
        ]
    }

    func documentNotices(_ spec: ResolvedSpec) -> [PlanNotice] {
        var notices: [PlanNotice] = []
        if spec.document.suspended == true {
            notices.append(
                PlanNotice(
                    code: "Suspended", writer: nil,
                    message: "the spec is suspended: nothing is started or scaled up; what runs is not stopped"))
        }
        if spec.document.bootstrapCloudResources == true {
            notices.append(
                PlanNotice(
                    code: "BootstrapIgnored", writer: nil,
                    message:
                        "bootstrap_cloud_resources is ignored: plans never create topics and subscriptions, 'operator bootstrap' does"
                ))
        }
        if !live.elsewhere.isEmpty {
            let names = live.elsewhere.prefix(5).map(\.description).joined(separator: ", ")
            let more = live.elsewhere.count > 5 ? " and \(live.elsewhere.count - 5) more" : ""
            notices.append(
                PlanNotice(
                    code: "InstanceElsewhere", writer: nil,
                    message: "objects of the instance '\(settings.instance)' are in other namespaces: \(names)\(more); "
                        + "they are left alone: did the spec's namespace change?"))
        }
        notices += busNotices
        return notices + findingNotices
    }

    /// What is wrong on the bus as far as it may cost messages: what only informs is for `operator check`.
    private var findingNotices: [PlanNotice] {
        let told = bus.findings.filter { $0.severity == .blocks || $0.severity == .warns }
        let byReason = Dictionary(grouping: told, by: \.reason)
        return byReason.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { reason, findings in
            findings.prefix(Self.shownFindings).enumerated().map { index, finding in
                let rest = findings.count - Self.shownFindings
                let more = rest > 0 && index == Self.shownFindings - 1 ? " (and \(rest) more)" : ""
                return PlanNotice(
                    code: reason.rawValue, writer: finding.writers.count == 1 ? finding.writers.first : nil,
                    message: "\(finding.message); \(finding.action)\(more)")
            }
        }
    }

    /// Of each kind; `operator check` shows all.
    private static let shownFindings = 3

    /// One notice for each reason why endpoints are not ready or unknown, with the first of them as the example.
    var busNotices: [PlanNotice] {
        let troubled = bus.readings.filter { $0.value.readiness != .ready }
        let byReason = Dictionary(grouping: troubled) { $0.value.reason.rawValue }
        return byReason.sorted { $0.key < $1.key }.compactMap { reason, readings in
            guard let first = readings.min(by: { $0.key.id < $1.key.id }) else { return nil }
            let state = first.value.readiness == .unknown ? "unknown" : "not ready"
            let action = first.value.action.isEmpty ? "" : "; \(first.value.action)"
            return PlanNotice(
                code: reason, writer: nil,
                message: "the bus: \(readings.count) of \(bus.readings.count) endpoints \(state), such as "
                    + "\(first.key.id): \(first.value.message) (seen by \(first.value.observer))\(action)")
        }
    }

    func faultySteps(_ spec: ResolvedSpec) -> [PlanStep] {
        spec.faultyWriters.map { faulty in
            let hold = Hold(
                .needsPerson, reason: "WriterAtFault",
                message: "its entry writers[\(faulty.index)] has errors: \(faulty.codes.joined(separator: ", "))",
                action: "mend it (operator validate); it is left as it is")
            return PlanStep(
                action: .hold,
                object: ObjectKey(
                    kind: "Deployment", namespace: spec.namespace, name: faulty.name ?? "writers[\(faulty.index)]"),
                apiVersion: "apps/v1", writer: faulty.name, reason: StepReason(hold.reason, hold.message), hold: hold)
        }
    }
}
