import BusClients
import KubeClient
import WriterSpecs

/// Looks at the bus for all instances together, again and again: with one client for each cluster and principal, whose
/// connections stay open.
actor BusWatch {
    /// What one look found, for the spec revision that it was about.
    struct Look: Sendable {
        var readiness: BusReadiness
        var revision: String
    }

    private struct Member {
        let spec: ResolvedSpec
        let revision: String
        var cluster: BusQuery.Cluster?
        let take: @Sendable (Look) async -> Void
    }

    private let settings: BusSettings
    private let interval: Duration
    private let access: KafkaAccess
    private var members: [String: Member] = [:]
    /// Instances that are being looked at again.
    private var looking: Set<String> = []
    private var rounds: [BusQuery.Cluster: BusRounds] = [:]

    /// Makes a watch that looks at nothing yet.
    ///
    /// - Parameters:
    ///   - interval: The time between two looks; each is up to a fifth shorter or longer.
    ///   - client: Where the specs' namespaces are, which may hold their Kafka secrets.
    ///   - secrets: Reads those that secret stores keep; `nil`: one of its own.
    init(
        settings: BusSettings, interval: Duration, environment: [String: String], client: KubeClient? = nil,
        secrets: CloudSecrets? = nil
    ) {
        self.settings = settings
        self.interval = interval
        access = KafkaAccess(
            settings: settings, environment: environment, host: BusObserver.host(environment),
            secrets: secrets
                ?? CloudSecrets(environment: environment, kubernetes: ClusterSecrets.reader(client)),
            tokens: MSKTokens(environment: environment))
    }

    /// Looks at the bus of all instances until the task is cancelled.
    func run() async {
        guard settings.check != .skip else { return }
        await withDiscardingTaskGroup { group in
            while (try? await Task.sleep(for: interval * Double.random(in: 0.8...1.2))) != nil {
                // A cluster that hangs delays the looks at no other one.
                for (instance, member) in members where looking.insert(instance).inserted {
                    group.addTask { await self.look(again: member, for: instance) }
                }
            }
        }
        // The process ends: nobody waits for an answer that hangs, nor for connections to be closed.
        for cluster in rounds.values { await cluster.stop() }
        rounds = [:]
    }

    /// Looks at once, and from now on with all others.
    ///
    /// - Parameters:
    ///   - revision: That of the spec.
    ///   - take: Is told what later looks find.
    /// - Returns: `nil` at once where the task is cancelled.
    func look(
        at spec: ResolvedSpec, revision: String, for instance: String,
        telling take: @escaping @Sendable (Look) async -> Void
    ) async -> BusReadiness? {
        guard settings.check != .skip else { return .skipped }
        let last = members[instance]?.cluster
        members[instance] = Member(spec: spec, revision: revision, cluster: last, take: take)
        // What is mounted or set is read for each look: it may be rotated, and another principal has connections of its own.
        let deadline = ContinuousClock.now + settings.timeout
        let query = await BusQuery(spec, access: access, deadline: deadline)
        guard members[instance]?.revision == revision, !Task.isCancelled else { return nil }
        let cluster = try? query.cluster.get()
        members[instance]?.cluster = cluster
        if let last, last != cluster { await leave(last, instance) }
        switch query.cluster {
        case .failure(let refusal): return query.readiness(refusal)
        case .success(let cluster):
            guard let answer = await rounds(of: cluster).look(at: query.targets, for: instance) else { return nil }
            guard await isRenewed(query, after: answer) else { return query.readiness(answer) }
            return await look(at: spec, revision: revision, for: instance, telling: take)
        }
    }

    /// Whether the login that brokers refuse is another one by now.
    private func isRenewed(_ query: BusQuery, after answer: BusQuery.Answer) async -> Bool {
        guard let login = query.storedLogin, query.isLoginRefused(answer) else { return false }
        return await access.secrets.renew(
            login.secret.name, in: login.secret.store, refused: login.credentials,
            deadline: .now + settings.timeout)
    }

    /// The instance is gone.
    func forget(_ instance: String) async {
        guard let member = members.removeValue(forKey: instance), let cluster = member.cluster else { return }
        await leave(cluster, instance)
    }

    /// Makes all connections anew, and reads secrets again: credentials or authorities may have changed.
    func reconnect() async {
        await access.secrets.forget()
        await access.tokens.forget()
        let last = rounds
        rounds = [:]
        await withDiscardingTaskGroup { group in
            for cluster in last.values { group.addTask { await cluster.close() } }
        }
    }

    private func look(again member: Member, for instance: String) async {
        defer { looking.remove(instance) }
        // Another spec may have come, or the instance have gone, before and while this one is looked at.
        func isCurrent() -> Bool { members[instance]?.revision == member.revision && !Task.isCancelled }
        guard isCurrent(),
            let readiness = await look(
                at: member.spec, revision: member.revision, for: instance, telling: member.take),
            isCurrent()
        else { return }
        await member.take(Look(readiness: readiness, revision: member.revision))
    }

    private func rounds(of cluster: BusQuery.Cluster) -> BusRounds {
        if let known = rounds[cluster] { return known }
        let probe = BusProbe(
            cluster, environment: access.environment, tokens: access.tokens, host: access.host, staysConnected: true)
        let fresh = BusRounds(probe: probe, timeout: settings.timeout)
        rounds[cluster] = fresh
        return fresh
    }

    private func leave(_ cluster: BusQuery.Cluster, _ instance: String) async {
        guard let left = rounds[cluster], await left.forget(instance),
            // Somebody may have come meanwhile.
            !members.values.contains(where: { $0.cluster == cluster })
        else { return }
        rounds[cluster] = nil
        // By itself: a cluster that hangs also takes its time to be left.
        Task { await left.close() }
    }
}
