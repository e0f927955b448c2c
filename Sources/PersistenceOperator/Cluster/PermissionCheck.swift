import KubeClient

/// Asks, before the first write, whether the account may do the whole job.
public struct PermissionCheck: Sendable {
    private let client: KubeClient
    private let kinds: ManagedKinds

    /// Makes a check.
    public init(client: KubeClient, kinds: ManagedKinds) {
        self.client = client
        self.kinds = kinds
    }

    /// What the plan's writes need.
    ///
    /// A create by server-side apply needs `create` and `patch`.
    public func needed(for plan: Plan) throws -> [ResourceAccess] {
        var needed: [ResourceAccess] = []
        for step in plan.steps where step.action.writes {
            let resource = try kinds.resource(of: step.object, apiVersion: step.apiVersion)
            let verbs: [String]
            switch step.action {
            case .delete: verbs = ["delete"]
            case .create: verbs = step.write == .createNamespace ? ["create"] : ["create", "patch"]
            default: verbs = ["patch"]
            }
            for verb in verbs {
                let access = ResourceAccess(
                    verb: verb, resource: resource, namespace: resource.isNamespaced ? step.object.namespace : nil)
                if !needed.contains(access) { needed.append(access) }
            }
        }
        return needed
    }

    /// Those of them that the account lacks, in their order.
    public func missing(of needed: [ResourceAccess]) async throws -> [ResourceAccess] {
        try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            for (index, access) in needed.enumerated() {
                group.addTask { (index, try await client.accessReview(access)) }
            }
            var denied = Set<Int>()
            for try await (index, isAllowed) in group where !isAllowed { denied.insert(index) }
            return needed.enumerated().filter { denied.contains($0.offset) }.map(\.element)
        }
    }
}

/// The account may not do the job at all: without Deployments and the inventory nothing can be reconciled.
public struct NotPermitted: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is lacking.
    public var missing: [ResourceAccess]

    /// Makes an error.
    public init(missing: [ResourceAccess]) {
        self.missing = missing
    }

    /// The rules that RBAC must grant, as a Role has them.
    public var description: String {
        let groups = Dictionary(grouping: missing) { access in
            "\(access.resource.group)|\(access.resource.plural)|\(access.namespace ?? "")"
        }
        let rules = groups.values.sorted { ($0.first?.resource.plural ?? "") < ($1.first?.resource.plural ?? "") }
            .compactMap { accesses -> String? in
                guard let first = accesses.first else { return nil }
                let verbs = accesses.map { "\"\($0.verb)\"" }.joined(separator: ", ")
                let place = first.namespace.map { "in namespace \($0)" } ?? "in the cluster"
                return "  - {apiGroups: [\"\(first.resource.group)\"], resources: [\"\(first.resource.plural)\"], "
                    + "verbs: [\(verbs)]}  # \(place)"
            }
        return "the account may not do the job; RBAC must grant:\n" + rules.joined(separator: "\n")
    }
}

extension Plan {
    /// The plan that is left without these permissions: steps of a kind that cannot be written are held, by name.
    ///
    /// - Throws: `NotPermitted` where Deployments or the inventory cannot be created or changed: then nothing can be done.
    func holding(_ missing: [ResourceAccess]) throws -> Plan {
        let essential = missing.filter {
            $0.verb != "delete" && ["Deployment", "ConfigMap"].contains($0.resource.kind)
        }
        guard essential.isEmpty else { throw NotPermitted(missing: missing) }
        var plan = self
        let keptWriters = Set(
            missing.contains { $0.verb == "delete" && $0.resource.kind == "Deployment" }
                ? steps.filter { $0.action == .delete && $0.object.kind == "Deployment" }.compactMap(\.writer) : [])
        plan.steps = steps.map { step in
            // What stands beside a Deployment that stays is left too.
            let isKept = step.action == .delete && step.writer.map(keptWriters.contains) == true
            let verbs = missing.filter {
                ($0.resource.kind == step.object.kind || (isKept && $0.resource.kind == "Deployment"))
                    && step.action.writes
                    && ($0.verb == "delete") == (step.action == .delete)
            }
            guard !verbs.isEmpty else { return step }
            var copy = step
            copy.action = .hold
            copy.write = nil
            copy.hold = Hold(
                .needsPerson, reason: "Forbidden", message: "the account may not write it",
                action: "RBAC must grant "
                    + verbs.map { "\($0.verb) on \($0.resource.plural)" }.joined(separator: ", ")
                    + (step.object.namespace.isEmpty ? "" : " in \(step.object.namespace)"))
            return copy
        }
        return plan
    }
}
